; Each class, interface, enum and record, and what a class extends.

(class_declaration
  name: (identifier) @name
  superclass: (superclass (_) @bases)?) @definition

(interface_declaration
  name: (identifier) @name) @definition

(enum_declaration
  name: (identifier) @name) @definition

(record_declaration
  name: (identifier) @name) @definition
