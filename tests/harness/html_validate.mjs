// Reads pages, one JSON string a line, and answers each with a JSON list of what is wrong with it.
import { createInterface } from "node:readline";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const rules = {
  // How the source is laid out is no fault of a page.
  "attribute-boolean-style": "off",
  "attribute-empty-style": "off",
  "doctype-style": "off",
  "no-implicit-button-type": "off",
  "no-implicit-input-type": "off",
  "prefer-native-element": "off",
  "no-trailing-whitespace": "off",
  "void-style": "off",
  // Titles end with the site's name, and what people write may be long.
  "long-title": "off",
  "no-raw-characters": ["error", { relaxed: true }],
  "no-inline-style": "error",
  "require-sri": "off",
};

const loader = new StaticConfigLoader({ root: true, extends: ["html-validate:recommended", "html-validate:document"], rules });
const validate = new HtmlValidate(loader);

for await (const line of createInterface({ input: process.stdin })) {
  const report = await validate.validateString(JSON.parse(line), "page.html");
  const messages = report.results.flatMap((result) => result.messages);
  const found = messages.map(({ line, column, message, ruleId }) => `${line}:${column} ${message} (${ruleId})`);
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
