; Each assignment whose right side is a call.

(assignment
  left: (_) @target
  right: (call) @call) @assignment

(named_expression
  name: (identifier) @target
  value: (call) @call) @assignment
