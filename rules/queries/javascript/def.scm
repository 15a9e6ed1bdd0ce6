; Each function with a name: declared, a method, or given to a variable.

(function_declaration
  name: (identifier) @name) @definition

(generator_function_declaration
  name: (identifier) @name) @definition

(method_definition
  name: (_) @name) @definition

(variable_declarator
  name: (identifier) @name
  value: [(arrow_function) (function_expression)]) @definition
