"""Values in source languages: in their strings and comments, and as literals that are assigned."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from mask_corpus import grammars, values
from mask_corpus.escapes import in_string, in_xml
from mask_corpus.insert import Insert, Planted, planted


def code(name: str, data: bytes, drawn: random.Random) -> list[Insert]:
    found = [*grammars.holes(name, data)]
    drawn.shuffle(found)
    inserts = [
        insert for hole in found[: drawn.randrange(1, 5)] if (insert := _in_hole(name, hole, data, drawn))
    ]
    if name in ASSIGNMENTS and drawn.random() < 0.8:
        inserts += _assigned(name, data, drawn)
    return inserts


def _in_hole(name: str, hole: grammars.Hole, data: bytes, drawn: random.Random) -> Insert | None:
    value = values.anywhere(drawn)
    # Glued to a letter, as to the name behind a `$` that begins a hole of Kotlin's, it would be another word.
    words = f" {value.words} " if data[hole.end : hole.end + 1].isalnum() else f" {value.words}"
    if hole.kind == "comment":
        if "\\" in words or ("<" in words and name == "html"):
            return None
        return Insert(hole.end, words + " ", planted(value, "comment"))
    if hole.kind == "markup":
        tag = data[hole.start : hole.end]
        write = in_xml if name in ("html",) else lambda text: None if set(text) & set("<>{}&\\") else text
        if tag[:1] in (b'"', b"'"):
            return None
        text = write(words)
        return None if text is None else Insert(hole.end, text, planted(value, "text of an element", write))
    quote = hole.kind.removeprefix("string") if hole.kind != "raw" else ""

    def written(text: str) -> str | None:
        return in_string(name, text, quote)

    text = written(words)
    place = "raw string" if hole.kind == "raw" else f"string {quote}"
    return None if text is None else Insert(hole.end, text, planted(value, place, written))


#: Language → where (a pattern whose end is the place; "" is the end of the file), and statements with {key}, {s} (a
#: string), {w} (without quotes), {n} (a number), {m} (a mailbox, another one each time).
ASSIGNMENTS: dict[str, tuple[str, Sequence[str]]] = {
    "python": ("", ("\n{key} = {s}\n", "\nsettings = {{'{key}': {s}, 'n': 1}}\n", "\nconnect({key}={s})\n", "\n{key} = b{s}\n",
                    "\n{key} = f{s}\n", "\n{key} = (\n    {s}\n    'x'\n)\n", "\ndef f({key}={s}):\n    '''{key}={w}'''\n",
                    "\ncard1 = {n}\n", "\n{key} = r'{w}'\n", "\nmails = {{'{m}': 1, '{m}': 2}}\n", "\nx1 = f'{{len(\"{m}\")}} {m}'\n")),
    "javascript": ("", ("\nvar {key} = {s};\n", "\nvar config1 = {{ {key}: {s}, n: 1 }};\n", "\nconnect({{ '{key}': {s} }});\n",
                        "\nvar {key} = `{w}`;\n", "\nvar card1 = {n};\n", "\nvar re1 = /{m}/i;\n", "\nvar t1 = `${{f('{m}')}} {m}`;\n")),
    "typescript": ("", ("\nconst {key}: string = {s};\n", "\nconst config1 = {{ {key}: {s}, n: 1 }};\n", "\nconst {key} = `{w}`;\n",
                        "\nconst card1: bigint = {n}n;\n", "\nconst re1 = /^{m}$/;\n", "\ntype Mail1 = '{m}' | 'x';\n")),
    "tsx": ("", ("\nconst {key}: string = {s};\n", "\nconst config1 = {{ {key}: {s}, n: 1 }};\n", "\nconst page1 = <Login {key}='{w}' />;\n",
                 "\nconst page2 = <p>write to {m} <b>now</b></p>;\n", "\nconst page3 = <a href={{'mailto:{m}'}}>x</a>;\n")),
    "go": ("", ("\nvar {key} = {s}\n", "\nvar config1 = map[string]string{{\"{key}\": {s}}}\n", "\nconst {key} = `{w}`\n", "\nvar card1 = {n}\n",
                "\nvar mails1 = map[string]int{{\"{m}\": 1, \"{m}\": 2}}\n", "\ntype x1 struct {{\n\tA string `json:\"{m}\"`\n}}\n")),
    "rust": ("", ("\nconst {key}: &str = {s};\n", "\nconst {key}: &str = r#\"{w}\"#;\n", "\nconst CARD1: u64 = {n}_u64;\n")),
    "c": ("", ("\nstatic const char *{key} = {s};\n", "\n#define {key} {s}\n", "\nstatic long card1 = {n}UL;\n")),
    "cpp": ("", ("\nstatic const char *{key} = {s};\n", "\n#define {key} {s}\n", "\nstatic auto x1 = R\"({key}={w})\";\n", "\nstatic auto card1 = {n}ULL;\n")),
    "java": (r"\bclass \w+[^{;()\"']*\{", ("\n  static String {key} = {s};\n", "\n  static long card1 = {n}L;\n", "\n  static String x1 = \"\"\"\n    {key}={w}\n    \"\"\";\n")),
    "csharp": (r"\bclass \w+[^{;()\"']*\{", ("\n  static string {key} = {s};\n", "\n  static string {key} = @\"{w}\";\n")),
    "kotlin": ("", ("\nval {key} = {s}\n", "\nval config1 = mapOf(\"{key}\" to {s})\n", "\nval card1 = {n}L\n", "\nval x1 = \"\"\"\n  {key}={w}\n\"\"\"\n")),
    "swift": ("", ("\nlet {key} = {s}\n", "\nlet card1 = {n}\n", "\nlet x1 = \"\"\"\n  {key}={w}\n  \"\"\"\n", "\nlet mails1 = [\"{m}\": 1, \"{m}\": 2]\n")),
    "ruby": ("", ("\n{key} = {s}\n", "\nconfig1 = {{ '{key}' => {s}, n: 1 }}\n", "\nconfig2 = <<~TXT\n  {key}: {w}\nTXT\n", "\nwords1 = %w[{m} b]\n", "\ncard1 = {n}\n")),
    "php": (r"<\?php\b", ("\n${key} = {s};\n", "\n$config1 = ['{key}' => {s}, 'n' => 1];\n", "\n$x1 = <<<EOT\n{key}={w}\nEOT;\n", "\n$m1 = ['{m}' => 1, '{m}' => 2];\n")),
    "lua": ("", ("\nlocal {key} = {s}\n", "\nlocal {key} = [[{w}]]\n")),
    "shell": ("", ("\nexport {key}={s}\n", "\n{key}={w}\n", "\nmysql -usvc --{key}={w} base\n", "\ncat <<EOF1\n{key}={w}\nEOF1\n",
                   "\ncurl -d \"{key}={w}\" https://x.nordhafen.de/\n", "\ncat <<'EOF1' | mail {m}\nx\nEOF1\n", "\na1=({m} b)\n", "\nif [ \"$1\" = {m} ]; then x; fi\n")),
    "dockerfile": ("", ("\nENV {key}={s}\n", "\nARG {key}={w}\n", "\nENV {key} {w}\n", "\nLABEL {key}={s}\n", "\nLABEL maintainer={m}\n")),
    "sql": ("", ("\nINSERT INTO users (login, {key}) VALUES ('svc', {s});\n", "\nINSERT INTO users (card) VALUES ({n});\n")),
    "terraform": ("", ("\nvariable \"{key}\" {{\n  default = {s}\n}}\n", "\nlocals {{\n  {key} = {s}\n}}\n", "\nlocals {{\n  x1 = <<EOT\n{key}={w}\nEOT\n}}\n")),
    "html": ("", ("\n<a href=mailto:{m}>x</a>\n", "\n<input type=hidden name={key} value={w}>\n", "\n<script>var {key} = \"{w}\";</script>\n",
                  "\n<a title='card {n}' href=\"https://x.nordhafen.de/?mail={m}&amp;b=1\">x</a>\n")),
    "css": ("", ("\na {{ background: url(https://svc:{w}@x.nordhafen.de/a.png); }}\n", "\na[href=\"mailto:{m}\"] {{ color: red; }}\n")),
}  # fmt: skip
_QUOTES = {
    "javascript": "\"'",
    "typescript": "\"'",
    "tsx": "\"'",
    "python": "\"'",
    "ruby": "\"'",
    "php": "\"'",
    "shell": "\"'",
    "lua": "\"'",
    "sql": "'",
    "dockerfile": '"',
}


def _assigned(name: str, data: bytes, drawn: random.Random) -> list[Insert]:
    pattern, templates = ASSIGNMENTS[name]
    at = len(data)
    if pattern:
        match = re.search(pattern.encode(), data)
        if match is None:
            return []
        at = match.end()
    key, value = values.keyed(drawn)
    template, quote = drawn.choice(templates), drawn.choice(_QUOTES.get(name, '"'))
    if "{n}" in template or "{m}" in template:
        return [_numbers_or_mailboxes(at, template, drawn)]
    words = value.words.strip("\n") if value.kind == "private key" else value.words
    if "{w}" in template:
        bare = "heredoc" if "<<" in template else "bare"
        if re.search(r"[^A-Za-z0-9_.+/-]", words):
            return []
        return [Insert(at, template.format(key=key, w=words, s=""), planted(value, f"assignment, {bare}"))]

    def written(text: str) -> str | None:
        if "f{s}" in template and ("{" in text or "}" in text):
            return None
        return in_string(name, text, quote)

    text = written(words)
    if text is None:
        return []
    filled = template.format(key=key, s=f"{quote}{text}{quote}", w="")
    return [Insert(at, filled, planted(value, f"assignment {quote}", written))]


def _numbers_or_mailboxes(at: int, template: str, drawn: random.Random) -> Insert:
    """Every mailbox of a statement is another one: two keys, two cases."""
    number, parts, mails = values.number(drawn), template.split("{m}"), []
    text = parts[0]
    for part in parts[1:]:
        mails.append(values.bare_email(drawn))
        text += mails[-1].text + part
    forms = tuple(mail.trace for mail in mails) + ((number.text,) if "{n}" in template else ())
    kind = "e-mail" if mails else number.kind
    return Insert(at, text.format(n=number.text, key="db_password"), Planted(kind, "statement", forms))
