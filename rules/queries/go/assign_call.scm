; Each variable that is given a call, a composite literal, or the address of one.

(short_var_declaration
  left: (expression_list . (_) @target)
  right: (expression_list . [(call_expression) (composite_literal)] @call)) @assignment

(short_var_declaration
  left: (expression_list . (_) @target)
  right: (expression_list .
    (unary_expression operand: (composite_literal) @call))) @assignment

(assignment_statement
  left: (expression_list . (_) @target)
  right: (expression_list . [(call_expression) (composite_literal)] @call)) @assignment

(assignment_statement
  left: (expression_list . (_) @target)
  right: (expression_list .
    (unary_expression operand: (composite_literal) @call))) @assignment

(var_spec
  name: (identifier) @target
  value: (expression_list . [(call_expression) (composite_literal)] @call)) @assignment

(var_spec
  name: (identifier) @target
  value: (expression_list .
    (unary_expression operand: (composite_literal) @call))) @assignment
