/// Finds the route of a request, and asks whether the sender may take it, before the body is read.
package struct Router: RequestHandler {
    private let routes: [Route]
    private let access: AccessControl

    /// The routes; the first that fits is taken.
    package init(_ routes: [Route], access: AccessControl) {
        self.routes = routes
        self.access = access
    }

    package func admit(_ head: RequestHead) -> Admission {
        let fitting = routes.filter { $0.match(head.target.path) != nil }
        guard !fitting.isEmpty else {
            return .answer(.refusal(404, "there is nothing here"))
        }
        guard let route = fitting.first(where: { $0.answers(head.method) }) else {
            let methods = fitting.flatMap { $0.method == "GET" ? ["GET", "HEAD"] : [$0.method] }
            return .answer(
                .refusal(405, "this cannot be done here").with(
                    "allow", methods.joined(separator: ", ")))
        }
        if let refusal = access.refuse(head, need: route.need) ?? route.refuse(head) {
            return .answer(refusal)
        }
        return .read(upTo: route.bodyLimit)
    }

    package func answer(_ request: WebRequest) async -> WebResponse {
        for route in routes where route.answers(request.head.method) {
            guard let parameters = route.match(request.head.target.path) else { continue }
            return await route.answer(request, parameters)
        }
        return .refusal(404, "there is nothing here")
    }
}
