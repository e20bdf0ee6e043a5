"""Issues come in and go out; the same file again changes nothing, and what is mended keeps what it said before."""

from __future__ import annotations

from community.extensions import db
from community.issues.models import Issue, IssueVersion, Status
from community.issues.operations import hide_issue

HEAD = "external_id,title,body,place,author,tags,status,created_at,language\n"
ROWS = (
    'one,Dark,No *light*,,ann,lamps; path,answered,2018-02-13T05:58:16Z,en\n"two","=Loud",,,bob,,,,de\n'
    "three,Here,,nowhere,,,,,\n"
)
GOOD = HEAD + ROWS.replace("nowhere", "")


def test_issues_come_in_once_are_mended_and_go_out_as_they_came(desk):
    assert desk.bring_in("issues", HEAD + ROWS).status != 0
    assert desk.problems == [(4, "place")]
    assert desk.bring_in("issues", HEAD + "one,,,,,reopened,,,\n").status != 0
    said = desk.must_bring_in("issues", GOOD)
    before = desk.rows(Issue.id, Issue.external_id, Issue.title, Issue.status, Issue.answer_due_on, Issue.tags)
    assert [row[1:] for row in before] == [
        ("one", "Dark", Status.ANSWERED, None, "lamps; path"),
        ("two", "=Loud", Status.OPEN, None, None),
        ("three", "Here", Status.OPEN, None, None),
    ]
    assert desk.must_bring_in("issues", GOOD) != said
    assert desk.rows(IssueVersion.title) == []
    desk.must_bring_in("issues", GOOD.replace("Dark", "Darker"))
    assert desk.rows(IssueVersion.number, IssueVersion.title) == [(1, "Dark"), (2, "Darker")]
    given = desk.give_out("issues")
    desk.must_bring_in("issues", given)
    assert desk.give_out("issues") == given
    with desk.app.app_context():
        hide_issue(before[0][0])
        db.session.commit()
    assert b"Darker" not in desk.give_out("issues", "--public")
    assert b"Darker" in desk.give_out("issues")
