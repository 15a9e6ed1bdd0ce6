package import Fleet

/// The status pages with their routes, and the page to log in.
package struct StatusSite: Sendable {
    private static let formLimit = 4 << 10

    let reader: FleetReader
    let access: AccessControl
    let now: @Sendable () -> Int64

    /// The pages over a store; `now` gives milliseconds since 1970.
    package init(
        reader: FleetReader, access: AccessControl, now: @escaping @Sendable () -> Int64
    ) {
        self.reader = reader
        self.access = access
        self.now = now
    }

    /// All pages and what they are made of.
    package var routes: [Route] {
        Assets.routes + [
            page("/") { pages, request, _ in
                try await pages.fleet(after: FleetAPI.number(request.head.target["after"]) ?? 0)
            },
            page("/repositories/{id}") { pages, _, parameters in
                guard let number = FleetAPI.number(parameters["id"]) else { return nil }
                return try await pages.repository(number)
            },
            page("/runs/{id}") { pages, _, parameters in
                guard let number = FleetAPI.number(parameters["id"]) else { return nil }
                return try await pages.run(number)
            },
            page("/dead") { pages, _, _ in try await pages.dead() },
            Route("GET", "/login", need: .ownName) { _, _ in logInPage() },
            Route(
                "POST", "/login", need: .ownName, bodyLimit: Self.formLimit,
                refuse: foreign, answer: { request, _ in logIn(request) }),
            Route("POST", "/logout", need: .ownName, refuse: foreign) { request, _ in
                WebResponse.seeOther("/login").with("set-cookie", access.logOut(request.head))
            },
        ]
    }

    private func page(
        _ path: String,
        _ answer:
            @escaping @Sendable (
                StatusPages, WebRequest, PathParameters
            ) async throws -> WebResponse?
    ) -> Route {
        Route("GET", path, need: .scope(.read)) { request, parameters in
            await FleetAPI.guarded {
                guard let visitor = access.visitor(request.head) else {
                    return .seeOther("/login")
                }
                let pages = StatusPages(reader: reader, now: now(), visitor: visitor)
                return try await answer(pages, request, parameters)
                    ?? Page(
                        title: "There is nothing here",
                        body: #"<p><a href="/">To the fleet</a></p>"#,
                        guardWord: visitor.guardWord
                    ).response(404)
            }
        }
    }

    // MARK: Logging in

    private func foreign(_ head: RequestHead) -> WebResponse? {
        access.isSameOrigin(head)
            ? nil : .refusal(403, "the form comes from a page of another site")
    }

    private func logIn(_ request: WebRequest) -> WebResponse {
        guard let form = RequestTarget(parsing: Array("/?".utf8) + request.body),
            let token = form["token"], let cookie = access.logIn(token)
        else { return logInPage(403, problem: "No token of this server is spelled so.") }
        return WebResponse.seeOther("/").with("set-cookie", cookie)
    }

    private func logInPage(_ status: Int = 200, problem: String = "") -> WebResponse {
        Page(
            title: "Log in",
            body: """
                <p class="bad" role="alert">\(problem)</p>
                <form class="panel" method="post" action="/login">
                <label for="token">Token, as in the service's configuration</label>
                <input id="token" name="token" type="password" autocomplete="current-password" required>
                <div><button>Log in</button></div>
                </form>
                """
        ).response(status)
    }
}
