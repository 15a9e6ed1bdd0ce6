; Each call.

(call
  function: (_) @callee
  arguments: (_) @arguments) @call
