"""How files are told apart: by what each kind of them holds."""
