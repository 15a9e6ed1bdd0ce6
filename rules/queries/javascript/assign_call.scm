; Each variable or property that is given a call or a `new`.

(variable_declarator
  name: (_) @target
  value: [(call_expression) (new_expression)] @call) @assignment

(assignment_expression
  left: (_) @target
  right: [(call_expression) (new_expression)] @call) @assignment

(variable_declarator
  name: (_) @target
  value: (await_expression (call_expression) @call)) @assignment

; const app = module.exports = express()
(variable_declarator
  name: (_) @target
  value: (assignment_expression
    right: [(call_expression) (new_expression)] @call)) @assignment
