; Text constants of the module.

(module
  (expression_statement
    (assignment
      left: (identifier) @name
      right: (string) @value)))
