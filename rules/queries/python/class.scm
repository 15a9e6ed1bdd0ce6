; Each class, with its decorators where it has any.

(class_definition
  name: (identifier) @name
  superclasses: (argument_list)? @bases) @definition

(decorated_definition
  definition: (class_definition
    name: (identifier) @name
    superclasses: (argument_list)? @bases)) @definition
