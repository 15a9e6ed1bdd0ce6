internal import Snapshots

/// One route of a web application.
struct CodeRoute {
    /// The HTTP methods in capitals; none for every method.
    var methods: [String]
    /// The path as written, before any prefix.
    var path: String
    /// What it is registered on; nil for one that stands in a list.
    var owner: String?
    /// The decorated function, or the call that registers it.
    var span: Range<Int>
}

extension CodeModule {
    private static let verbs: Set<String> = [
        "get", "post", "put", "patch", "delete", "head", "options", "trace",
    ]

    /// Finds the routes whose paths are plain text.
    func findRoutes() -> [CodeRoute] {
        let decorated = decorators.compactMap { decorator in
            call(at: decorator.call).flatMap { decoratorRoute($0, span: decorator.span) }
        }
        let decoratorCalls = Set(decorators.map(\.call))
        let registered = calls.filter { !decoratorCalls.contains($0.span) }
            .compactMap(registeredRoute)
        return (decorated + registered).sorted { $0.span.lowerBound < $1.span.lowerBound }
    }

    /// `@owner.get("/p")`, `@owner.api_route("/p", methods=[…])`, `@owner.route("/p")`.
    private func decoratorRoute(_ call: Call, span: Range<Int>) -> CodeRoute? {
        guard let (owner, name) = call.callee.splitAtLastDot,
            let path = call.argument(at: 0, named: "path").flatMap({ text(of: $0) })
        else { return nil }
        if Self.verbs.contains(name) {
            return CodeRoute(methods: [name.uppercased()], path: path, owner: owner, span: span)
        }
        guard name == "api_route" || name == "route" else { return nil }
        return CodeRoute(methods: methods(of: call), path: path, owner: owner, span: span)
    }

    /// `owner.add_api_route("/p", f)`, `owner.add_route("/p", f)`, `Route("/p", f)`, `APIRoute("/p", f)`.
    private func registeredRoute(_ call: Call) -> CodeRoute? {
        let (owner, name) = call.callee.splitAtLastDot ?? (nil, call.callee)
        let isMethod = owner != nil && (name == "add_api_route" || name == "add_route")
        let isItem = ["starlette.routing.Route", "fastapi.routing.APIRoute"].contains {
            resolve(call.callee).contains($0)
        }
        guard isMethod || isItem,
            let path = call.argument(at: 0, named: "path").flatMap({ text(of: $0) })
        else { return nil }
        return CodeRoute(
            methods: methods(of: call), path: path, owner: isMethod ? owner : nil, span: call.span)
    }

    private func methods(of call: Call) -> [String] {
        let given = call.keywords.first { $0.name == "methods" }?.argument.texts ?? []
        return given.isEmpty ? ["GET"] : given.map { $0.uppercased() }
    }
}

extension String {
    /// What stands before and after the last dot; nil without one.
    fileprivate var splitAtLastDot: (String?, String)? {
        guard let dot = lastIndex(of: ".") else { return nil }
        return (String(self[..<dot]), String(self[index(after: dot)...]))
    }

    /// A text that code must hold to serve a path; nil when every part of it has a `*`.
    ///
    /// Frameworks join prefixes and paths at slashes, so what is between two slashes stands in one of them.
    var routeText: String? {
        split(separator: Character("/")).filter { !$0.contains("*") }
            .max { $0.count < $1.count }.map { String($0) }
    }

    /// A URL path without a slash at its end, as frameworks redirect between both.
    var withoutTrailingSlash: String {
        count > 1 && hasSuffix("/") ? String(dropLast()) : self
    }
}
