"""The command ``lienvung``: thin words around the services. Importing it never imports Prefect."""
