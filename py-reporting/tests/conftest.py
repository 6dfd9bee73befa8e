"""How the properties are tried: without a limit in time, since the machine may have other work."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
