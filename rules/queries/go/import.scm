; Each import. A dot or an underscore instead of a name binds nothing that a rule could name by it.

(import_spec
  !name
  path: (_) @module) @import

(import_spec
  name: (package_identifier) @alias
  path: (_) @module) @import

(import_spec
  name: (dot) @wildcard
  path: (_) @module) @import

(import_spec
  name: (blank_identifier) @unbound
  path: (_) @module) @import
