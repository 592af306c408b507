"""LaTeX's ways to write letters, as plain text: {\\"u} is ü, \\ss is ß, $\\alpha$ is α."""

from __future__ import annotations

import re
import unicodedata

COMBINING = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
SIGNS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "th": "þ", "TH": "Þ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "epsilon": "ε", "kappa": "κ", "lambda": "λ",
    "mu": "μ", "omega": "ω", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "theta": "θ", "chi": "χ", "zeta": "ζ",
    "eta": "η", "pm": "±", "times": "×", "cdot": "·", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "sim": "∼",
    "approx": "≈", "neq": "≠", "rightarrow": "→", "degree": "°", "circ": "°", "infty": "∞", "dag": "†",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textregistered": "®", "texttrademark": "™", "copyright": "©", "textdegree": "°",
    "textmu": "µ", "textpm": "±", "texttimes": "×", "textgreater": ">", "textless": "<", "textasciitilde": "~",
    "textunderscore": "_", "textbackslash": "\\", "ldots": "…", "dots": "…", "textellipsis": "…", "S": "§",
    "textalpha": "α", "textbeta": "β", "textgamma": "γ", "guillemotleft": "«", "guillemotright": "»", "newline": " ",
    "par": " ", "textasteriskcentered": "*", "euro": "€", "texteuro": "€", "pounds": "£",
}  # fmt: skip
# What changes only how the text looks.
STYLES = re.compile(
    r"\\(?:text(?:it|bf|rm|sc|sf|tt|normal|subscript|superscript|up|sl|md)|emph|mathrm|mathit|mathbf|mbox|uppercase"
    r"|url|href|relax|protect|it|em|bf|rm|sc|tt|sl|sf|small|ensuremath|noopsort)(?![A-Za-z])\s*"
)
ACCENT = re.compile(
    r"\\([`'^~=.\"]|[urHvdckbt](?![A-Za-z]))\s*(?:\{\s*(\\?[^\W\d_]?)\s*\}|(\\[ij](?![A-Za-z])|[^\W\d_]))"
)
COMMAND = re.compile(r"\\([A-Za-z]+)(?:\s+|\{\}|(?![A-Za-z]))")
ESCAPED = re.compile(r"\\([&%$#_{} ,;/!-])")
LEFT = re.compile(r"\\[A-Za-z]+")


def plain(text: str) -> tuple[str, list[str]]:
    """The text in Unicode on one line, and the commands that are not known here and stand in it as they were."""
    if "\\" in text:
        text = ACCENT.sub(_accented, text)
        text = STYLES.sub("", text)
        text = COMMAND.sub(lambda match: SIGNS.get(match[1], match[0]), text)
    unknown = LEFT.findall(text) if "\\" in text else []
    # Signs that were escaped are put out of the way of those that mean something.
    text = ESCAPED.sub(lambda match: chr(0xE000 + ord(match[1])), text)
    text = text.replace("``", "“").replace("''", "”").replace("---", "—").replace("--", "–").replace("~", " ")
    text = re.sub(r"[{}]|(?<!\d)\$(?!\d)|\$(?=\s|$)|[_^](?=\{)", "", text)
    text = re.sub("[\ue020-\ue07e]", lambda match: _shown(chr(ord(match[0]) - 0xE000)), text)
    return " ".join(text.split()), unknown


def _accented(match: re.Match[str]) -> str:
    letter = (match[2] or match[3] or "").removeprefix("\\")
    return unicodedata.normalize("NFC", (letter or " ") + COMBINING[match[1]])


def _shown(sign: str) -> str:
    """Some escapes are spaces of a certain width."""
    return "" if sign in "/!-" else " " if sign in " ,;" else sign
