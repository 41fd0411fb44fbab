"""Invented numbers of persons, and addresses of hosts; check digits are right where there are any."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

_PHONES = (
    "+1-###-###-####;+1 (###) ###-####;(###) ###-####;###-###-####;###.###.####;+1##########;+44 20 7### ####;+44 7### ######;07### ######;020 7### ####;"
    "+49 30 ########;+49 (0)89 ######-##;+49-171-#######;030/#######;+33 1 ## ## ## ##;+33 6 ## ## ## ##;06 ## ## ## ##;01.##.##.##.##;+39 02 ########;"
    "+39 3## #######;+34 9## ### ###;+31 20 ### ####;+31 6 ########;+46 8 ### ### ##;+47 ## ## ## ##;+45 ## ## ## ##;+358 40 #######;+48 ### ### ###;"
    "+420 ### ### ###;+43 1 #######;+41 44 ### ## ##;+7 (9##) ###-##-##;+7 495 ###-##-##;+86 138 #### ####;+86-10-########;138########;+81-3-####-####;"
    "+81 90-####-####;+82-2-###-####;+91 98### #####;+91-#########9;+55 11 9####-####;(11) 9####-####;+52 55 #### ####;+61 2 #### ####;+61 4## ### ###;"
    "+64 9 ### ####;+353 1 ### ####;+351 21 ### ####;+30 21# ### ####;+90 5## ### ## ##;+972-5#-#######;+27 82 ### ####;+65 9### ####;+62 812-####-####;"
    "+353.#########;+44.##########;+1.##########;00491########;+4989########;tel:+1###5######;1-8##-###-####;+380 67 ### ## ##;+40 7## ### ###"
).split(";")
_PHONE_PLACEHOLDERS = "555-555-5555;555-1234;123-456-7890;(555) 555-5555;+1234567890;1234567890;000-000-0000;+1 555 0100;0123456789;+15555555555;xxx-xxx-xxxx".split(
    ";"
)
_ID_PLACEHOLDERS = (
    "123-45-6789;000-00-0000;4111111111111111;4242424242424242;5555555555554444;378282246310005;1234567890;123456789;12345;00:00:00:00:00:00;1234;0000000000;"
    "XXX-XX-XXXX;<account-id>;<your-account-id>;123456789012;ACCOUNT_ID;your-account-number;11111111;99999999;DE00 0000 0000 0000 0000 00;GB00XXXX00000000000000;"
    "<phone>;<iban>;aa:bb:cc:dd:ee:ff;ff:ff:ff:ff:ff:ff;11:22:33:44:55:66;01:23:45:67:89:ab;00000000-0000-0000-0000-000000000000;<device-id>;<ssn>"
).split(";")
_IBANS = {
    "DE": "##################", "GB": "@@@@##############", "FR": "#######################", "NL": "@@@@##########", "ES": "####################",
    "IT": "@######################", "BE": "############", "AT": "################", "CH": "#################", "PL": "########################",
    "SE": "####################", "DK": "##############", "FI": "##############", "NO": "###########", "PT": "#####################", "IE": "@@@@##############",
}  # fmt: skip
_CARDS = (
    "4###############",
    "5[1-5]",
    "37#############",
    "34#############",
    "6011############",
    "3528############",
)
_PAN_WEIGHTS = "ABCDEFGHJKLMNPRSTUVWXYZ"


class Numbers:
    """Draws identifiers of persons and addresses of hosts."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def fill(self, form: str) -> str:
        """``#`` a digit, ``@`` a capital; the first digit of a run is no zero."""
        rng, out = self._rng, ""
        for c in form:
            lead = not out or not (out[-1].isdigit() or out[-1] == "#")
            out += (
                str(rng.randrange(2 if lead else 0, 10))
                if c == "#"
                else rng.choice(string.ascii_uppercase)
                if c == "@"
                else c
            )
        return out

    def phone(self) -> str:
        return self.fill(self._rng.choice(_PHONES))

    def placeholder(self) -> str:
        return self._rng.choice(_ID_PLACEHOLDERS if self._rng.random() < 0.6 else _PHONE_PLACEHOLDERS)

    def iban(self) -> str:
        country = self._rng.choice(list(_IBANS))
        body = self.fill(_IBANS[country])
        check = 98 - int("".join(str(int(c, 36)) for c in body + country + "00")) % 97
        whole = f"{country}{check:02d}{body}"
        return (
            " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))
            if self._rng.random() < 0.4
            else whole
        )

    def card(self) -> str:
        form = self._rng.choice(_CARDS)
        body = self.fill(form if "#" in form else f"5{self._rng.randrange(1, 6)}##############")[:-1]
        whole = body + _luhn(body)
        if len(whole) == 16 and self._rng.random() < 0.35:
            return self._rng.choice([" ", "-"]).join(whole[at : at + 4] for at in range(0, 16, 4))
        return whole

    def imei(self) -> str:
        body = "35" + self.fill("############")
        return body + _luhn(body)

    def mac(self) -> str:
        rng = self._rng
        sign = rng.choice([":", ":", "-", ""])
        made = sign.join(f"{rng.randrange(256):02x}" for _ in range(6))
        return made.upper() if rng.random() < 0.4 else made

    def national(self) -> str:
        """Of some country: SSN, CPF, DNI, PESEL, NIR, codice fiscale and others."""
        rng, fill = self._rng, self.fill
        forms: tuple[Callable[[], str], ...] = (
            lambda: f"{rng.randrange(1, 665):03d}-{rng.randrange(1, 99):02d}-{rng.randrange(1, 9999):04d}",
            lambda: f"{rng.randrange(1, 665):03d}{rng.randrange(1, 99):02d}{rng.randrange(1, 9999):04d}",
            self._cpf,
            self._dni,
            self._pesel,
            self._nir,
            self._chinese,
            self._bsn,
            lambda: fill("@@@@@@##@##@###@"),
            lambda: fill(
                rng.choice("ABCEGHJKLMNPRSTW")
                + rng.choice("ABCEGHJKLMNPRSTW")
                + " ## ## ## "
                + rng.choice("ABCD")
            ),
            lambda: fill("## ### ### ###"),
            lambda: fill("#### #### ####"),
            lambda: fill("@@@@@####@"),
            lambda: fill("###### ####"),
            lambda: self._birth() + rng.choice(["-", "+", ""]) + fill("####"),
            lambda: fill("##########"),
            lambda: fill("@########"),
            lambda: fill("@@#######"),
            lambda: fill("##-#######"),
        )
        return rng.choice(forms)()

    def account(self) -> str:
        """A customer, device, account or serial number: digits, or digits and capitals."""
        rng, fill = self._rng, self.fill
        form = rng.choice(
            ["########", "##########", "#########", "############", "######", "@@######", "@###-#######", "####-####-####", "######-@@@@", "###########",
             "@@@##########", "#######", "@########", "00################", "##-######-#", "@#@#@#@#@#"]
        )  # fmt: skip
        return fill(form)

    def device(self) -> str:
        rng = self._rng
        hexes = "0123456789abcdef"
        forms: tuple[Callable[[], str], ...] = (
            self.mac,
            self.imei,
            lambda: "".join(rng.choices(hexes, k=16)),
            lambda: "".join(rng.choices(hexes, k=40)),
            lambda: "00" + "".join(rng.choices("0123456789", k=10)),
            lambda: self.fill("@@@##@######"),
            lambda: "".join(rng.choices(string.ascii_uppercase + string.digits, k=12)),
        )
        return rng.choice(forms)()

    def coin(self) -> str:
        rng = self._rng
        base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
        bech = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
        if rng.random() < 0.4:
            return "bc1q" + "".join(rng.choices(bech, k=38))
        if rng.random() < 0.5:
            return "0x" + "".join(rng.choices("0123456789abcdefABCDEF", k=40))
        return rng.choice("13") + "".join(rng.choices(base58, k=33))

    def identifier(self) -> str:
        """Any ID that its own look or a telling key shows."""
        draw = self._rng.choices(
            (self.phone, self.iban, self.card, self.national, self.account, self.device, self.coin),
            (30, 8, 7, 20, 18, 14, 3),
        )[0]
        return draw()

    def ip(self) -> str:
        """Of a host somewhere: public or private, version 4 or 6."""
        rng = self._rng
        roll = rng.random()
        if roll < 0.30:
            return (
                f"192.168.{rng.choice((0, 0, 1, 1, 2, 10, 100, rng.randrange(256)))}.{rng.randrange(1, 255)}"
            )
        if roll < 0.50:
            return f"10.{rng.choice((0, 0, 1, 10, rng.randrange(256)))}.{rng.choice((0, 0, 1, rng.randrange(256)))}.{rng.randrange(1, 255)}"
        if roll < 0.56:
            return f"172.{rng.randrange(16, 32)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
        if roll < 0.60:
            return rng.choice(
                [
                    "8.8.8.8",
                    "8.8.4.4",
                    "1.1.1.1",
                    "9.9.9.9",
                    "208.67.222.222",
                    "1.2.3.4",
                    "5.6.7.8",
                    "169.254.169.254",
                    "11.22.33.44",
                    "12.34.56.78",
                ]
            )
        if roll < 0.82:
            first = rng.choice(
                [n for n in (*range(11, 127), *range(128, 224)) if n not in (127, 169, 172, 192, 198, 203)]
            )
            return f"{first}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
        return self.ip6()

    def network(self) -> tuple[str, str]:
        """An address and its mask, as ``("10.1.0.0", "/16")``."""
        rng = self._rng
        size = rng.choice((8, 12, 16, 20, 24, 24, 24, 28))
        first = rng.choice(["10", "172.16", "192.168"])
        parts = [*first.split("."), str(rng.randrange(256)), str(rng.randrange(256)), "0"][:4]
        keep = max(len(first.split(".")), size // 8)
        return ".".join(parts[:keep] + ["0"] * (4 - keep)), f"/{size}"

    def ip6(self) -> str:
        rng = self._rng
        head = rng.choice(
            [
                "2001",
                "2a01",
                "2a02",
                "2607",
                "2400",
                "2a00",
                "fe80",
                "fd00",
                "2604",
                "fdab",
                "2001:470",
                "2001:67c",
                "2620",
            ]
        )
        blocks = [f"{rng.randrange(1, 65536):x}" for _ in range(rng.randrange(1, 4))]
        if rng.random() < 0.3:
            need = 8 - len(head.split(":"))
            return ":".join([head, *(f"{rng.randrange(1, 65536):x}" for _ in range(need))])
        made = f"{head}:{':'.join(blocks[:-1])}::{blocks[-1]}" if len(blocks) > 1 else f"{head}::{blocks[0]}"
        return made.upper() if rng.random() < 0.08 else made

    def no_host(self) -> str:
        """An address that is nobody's: loopback, unspecified, masks, documentation, multicast."""
        rng = self._rng
        doc = rng.choice(["192.0.2", "198.51.100", "203.0.113"])
        return rng.choice(
            ["127.0.0.1", "0.0.0.0", "255.255.255.255", "255.255.255.0", "127.0.1.1", "::1", "::", f"{doc}.{rng.randrange(1, 255)}", "224.0.0.1", "239.255.255.250",
             f"2001:db8::{rng.randrange(1, 999):x}", f"2001:db8:{rng.randrange(1, 9999):x}::1", "ff02::1", "255.255.0.0", f"{doc}.0", "127.0.0.53", "224.0.0.251"]
        )  # fmt: skip

    def _birth(self) -> str:
        rng = self._rng
        return f"{rng.randrange(30, 99):02d}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"

    def _cpf(self) -> str:
        digits = [self._rng.randrange(10) for _ in range(9)]
        for _ in range(2):
            rest = sum(d * w for d, w in zip(digits, range(len(digits) + 1, 1, -1), strict=True)) * 10 % 11
            digits.append(rest % 10)
        text = "".join(map(str, digits))
        return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}" if self._rng.random() < 0.6 else text

    def _dni(self) -> str:
        number = self._rng.randrange(10_000_000, 99_999_999)
        return f"{number}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}"

    def _pesel(self) -> str:
        body = self._birth() + self.fill("####")
        return body + str(
            -sum(int(d) * w for d, w in zip(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3), strict=True)) % 10
        )

    def _nir(self) -> str:
        rng = self._rng
        body = f"{rng.choice('12')}{rng.randrange(30, 99):02d}{rng.randrange(1, 13):02d}{rng.randrange(1, 95):02d}{rng.randrange(1, 999):03d}{rng.randrange(1, 999):03d}"
        whole = f"{body}{97 - int(body) % 97:02d}"
        return (
            f"{whole[0]} {whole[1:3]} {whole[3:5]} {whole[5:7]} {whole[7:10]} {whole[10:13]} {whole[13:]}"
            if rng.random() < 0.4
            else whole
        )

    def _chinese(self) -> str:
        rng = self._rng
        body = f"{rng.choice(('110101', '310104', '440305', '330106'))}{rng.randrange(1950, 2005)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}{rng.randrange(1000):03d}"
        total = sum(
            int(d) * w
            for d, w in zip(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True)
        )
        return body + "10X98765432"[total % 11]

    def _bsn(self) -> str:
        while True:
            body = [self._rng.randrange(10) for _ in range(8)]
            rest = sum(d * w for d, w in zip(body, range(9, 1, -1), strict=True)) % 11
            if rest < 10:
                return "".join(map(str, body)) + str(rest)


def _luhn(body: str) -> str:
    total = sum(int(d) if at % 2 else sum(divmod(2 * int(d), 10)) for at, d in enumerate(reversed(body)))
    return str(-total % 10)
