"""What calls are given besides the request: things that the caller cannot send."""

from typing import TypeAlias

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from heyan.casework.desk import Desk
from heyan.web.api.mishaps import Mishaps

TheDesk: TypeAlias = NamedDependency[SkipValidation[Desk]]
TheMishaps: TypeAlias = NamedDependency[SkipValidation[Mishaps]]
