"""`bin/bench WORK`: runs one of the measurements; each prints JSON lines beside its ceilings."""

import runpy
import sys

WORKS = {
    "intake": "bench.intake",
    "pages": "bench.pages",
    "engine": "bench.sla_engine",
    "mail": "bench.mail",
    "sweep": "bench.sweep",
    "simulate": "bench.simulate",
    "lag": "bench.lag",
}


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in WORKS:
        sys.exit(f"Say what to measure: bin/bench {'|'.join(WORKS)}. Each one takes --help.")
    module = WORKS[sys.argv.pop(1)]
    sys.argv[0] = f"bin/bench {module.rpartition('.')[2]}"
    runpy.run_module(module, run_name="__main__", alter_sys=False)


if __name__ == "__main__":
    main()
