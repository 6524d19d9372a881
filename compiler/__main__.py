"""Run scenec with ``python -m compiler``."""

from compiler.cli.main import main

if __name__ == "__main__":
    main()
