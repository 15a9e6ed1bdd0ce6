; Each variable, field or property that is given a call or a new object.

(variable_declarator
  name: (_) @target
  value: [(method_invocation) (object_creation_expression)] @call) @assignment

(assignment_expression
  left: (_) @target
  right: [(method_invocation) (object_creation_expression)] @call) @assignment
