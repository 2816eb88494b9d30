"""What calls are given besides the request: things that the caller cannot send."""

from typing import Annotated, TypeAlias

from litestar.params import Dependency

from heyan.casework.desk import Desk
from heyan.web.api.mishaps import Mishaps

TheDesk: TypeAlias = Annotated[Desk, Dependency(skip_validation=True)]
TheMishaps: TypeAlias = Annotated[Mishaps, Dependency(skip_validation=True)]
