; Each named type.

(type_declaration
  (type_spec
    name: (type_identifier) @name)) @definition
