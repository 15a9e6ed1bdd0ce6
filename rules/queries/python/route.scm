; Each decorator that is a call, with the function below it.

(decorated_definition
  (decorator
    (call) @call)
  definition: (function_definition
    name: (identifier) @function)) @route
