from catalog.server import api
