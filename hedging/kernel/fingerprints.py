"""The fingerprints of the templates, as the compiled core has them, too.

A core that was compiled from other templates refuses the tables of a model. The modules that write
the headers of the core write these numbers, since computing them takes a new process milliseconds.
The tests compute them.
"""

from typing import Final

#: Templates of gaps and cues (`templates.py`).
TEMPLATES: Final = 0xB2426F45AE8BC9E1
#: Lists of scopes (`scope_templates.py`).
SCOPES: Final = 0x753039222D65D224
#: Templates and numbers of sources (`source_templates.py`).
SOURCES: Final = 0x16EDE485F109A5C5
#: Roles of the words around figures (`figure_roles.py`).
FIGURES: Final = 0x121B4FACB6606A5E
