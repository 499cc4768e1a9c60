# Two commands do everything on a fresh machine: `make review` and `make test`.
# Each target makes `.venv/` when it is missing or older than the lock file.
PYTHON ?= python3
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: review test lab lint bench soak docs screenshots lock clean

review: .venv/.done
	$(BIN)/kpi demo .
	$(BIN)/kpi review --all

test: .venv/.done
	$(BIN)/python -m pytest -n auto

lab: .venv/.done
	$(BIN)/kpi demo .
	$(BIN)/jupyter lab

lint: .venv/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/.done
	$(BIN)/python -m benchmarks

soak: .venv/.done
	$(BIN)/python -m pytest -m soak -n 0 -s

docs: .venv/.done
	$(BIN)/kpi kpis --docs docs --kit

# The pictures in the README.
screenshots: .venv/.done
	$(BIN)/kpi demo .
	$(BIN)/kpi review 2026-05-20-mapas-estrategicos 2026-04-15-embudo-de-ventas --language en
	$(BIN)/python docs/screenshots.py

.venv/.done: requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'kpilib needs Python 3.11 or newer, found ' + sys.version.split()[0] + '. Install one and call: make PYTHON=python3.12 $(MAKECMDGOALS)')"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@$(BIN)/python -c "open('.venv/.done', 'w').close()"

# Needs uv (https://docs.astral.sh/uv/); only for those who change the dependencies.
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements.lock

clean:
	rm -rf .venv data reports/*/ reports/*.html
