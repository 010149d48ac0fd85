"""What the program is made of: NOTICE, with the licence of every package, and an SBOM in CycloneDX.

python -m deploy.materials notice > NOTICE; python -m deploy.materials sbom > duban.cdx.json
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from bot import __version__

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
WORDS = {  # what older packages call their licence, and its name today
    "OSI Approved :: MIT License": "MIT",
    "OSI Approved :: BSD License": "BSD-3-Clause",
    "OSI Approved :: Apache Software License": "Apache-2.0",
    "OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "OSI Approved :: Python Software Foundation License": "PSF-2.0",
    "OSI Approved :: SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
    "This Font Software is licensed under the SIL Open Font License,": "OFL-1.1",
}
SILENT = {"pyrage": "MIT"}  # packages that name their licence in its file only
HEAD = """\
Duban 督办
MIT licence, see LICENSE.

It is run together with these packages, each under its own licence. They are fetched by pip and not changed; the ones
under the LGPL are used as libraries, as they come, and may be replaced by whoever runs the program.
Made by `make notice` from requirements.lock.
"""


@dataclass(frozen=True)
class Package:
    """A package as it is locked."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str


def locked(text: str) -> Iterator[Package]:
    """The packages of a lock file."""
    places = [*PINNED.finditer(text)]
    ends = [*(place.start() for place in places[1:]), len(text)]
    for place, end in zip(places, ends, strict=True):
        hashes = HASH.findall(text[place.start() : end])
        yield Package(place[1], place[2], tuple(hashes), licence_of(place[1]))


def licence_of(name: str) -> str:
    """The licence that a package names; "" where it is for other machines than this one, and not installed."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    if "License-Expression" in told:
        return told["License-Expression"]
    classed = [kind.partition(" :: ")[2] for kind in told.get_all("Classifier", []) if kind.startswith("License ::")]
    named = [WORDS[kind] for kind in classed if kind in WORDS]
    words = told.get_all("License", [""])[0].partition("\n")[0].strip()
    return " OR ".join(dict.fromkeys(named)) or WORDS.get(words, words) or SILENT.get(name, "")


def notice(packages: list[Package]) -> str:
    """The licences of all packages, the LGPL's first."""
    by_licence: dict[str, list[Package]] = {}
    for package in packages:
        by_licence.setdefault(package.licence or "not installed on the machine that wrote this", []).append(package)
    ordered = sorted(by_licence, key=lambda licence: ("LGPL" not in licence, licence))
    parts = (f"{licence}\n" + "\n".join(f"  {p.name} {p.version}" for p in by_licence[licence]) for licence in ordered)
    return "\n\n".join([HEAD.rstrip(), *parts]) + "\n"


def sbom(packages: list[Package]) -> str:
    """The packages as CycloneDX 1.5: what a security desk's scanner reads."""
    own = {"type": "application", "bom-ref": "duban", "name": "duban", "version": __version__}
    parts = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{p.name}@{p.version}",
            "name": p.name,
            "version": p.version,
            "purl": f"pkg:pypi/{p.name}@{p.version}",
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in p.hashes],
        }
        | ({"licenses": [_licence(p.licence)]} if p.licence else {})
        for p in packages
    ]
    depends = [{"ref": "duban", "dependsOn": [part["bom-ref"] for part in parts]}]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {"component": own}}
    return json.dumps(document | {"components": parts, "dependencies": depends}, ensure_ascii=False, indent=1) + "\n"


def _licence(words: str) -> dict[str, object]:
    return {"expression": words} if " OR " in words or " AND " in words else {"license": {"id": words}}


if __name__ == "__main__":
    everything = [*locked((ROOT / "requirements.lock").read_text("utf-8"))]
    sys.stdout.write({"notice": notice, "sbom": sbom}[sys.argv[1]](everything))
