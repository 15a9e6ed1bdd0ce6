; Each class with a name, and what it extends.

(class_declaration
  name: (_) @name
  (class_heritage)? @bases) @definition
