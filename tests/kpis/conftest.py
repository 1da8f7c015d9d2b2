from tests.kpis.october import october, small_case

__all__ = ["october", "small_case"]
