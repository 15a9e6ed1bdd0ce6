import Testing

@testable import RuleEngine

@Suite struct GoFormTests {
    private static let server = """
        package main

        import (
            "fmt"
            web "net/http"

            "github.com/go-chi/chi/v5"
            . "strings"
            _ "embed"
        )

        type Orders struct{ name string }

        func (o *Orders) Close() error { return nil }

        func main() {
            r := chi.NewRouter()
            r.Get("/healthz", nil)
            web.HandleFunc("POST /orders", nil)
            srv := &web.Server{Addr: ":8080", Handler: r}
            var other = web.Server{Addr: fmt.Sprint(1)}
            _ = other
            if err := srv.ListenAndServe(); err != nil {
                panic(ToUpper("x"))
            }
        }

        """

    @Test(
        "the forms of code see Go through its queries",
        arguments: [
            ("import: net/http", ["main.go:5"]),
            ("import: github.com/go-chi", ["main.go:7"]),
            ("import: embed", ["main.go:9"]),
            ("import: net", ["main.go:5"]),
            ("import: chi", []),
            ("call: {callee: github.com/go-chi/chi/v5.NewRouter}", ["main.go:17"]),
            ("call: {callee: fmt.Sprint, arg0: [\"1\"]}", []),
            ("call: {callee: fmt.Sprint}", ["main.go:21"]),
            ("call: {callee: strings.ToUpper, arg0: [x]}", ["main.go:24"]),
            ("call: {callee: net/http.Server}", ["main.go:20", "main.go:21"]),
            ("call: {callee: net/http.*}", ["main.go:19", "main.go:20", "main.go:21"]),
            ("call: {callee: http.Server}", []),
            ("call: {callee: srv.ListenAndServe}", ["main.go:23"]),
            ("assign_call: {target: $S, callee: net/http.Server}", ["main.go:20", "main.go:21"]),
            ("route: {method: GET, path: /healthz}", ["main.go:18"]),
            ("route: {method: GET, path: /orders}", []),
            ("route: {method: POST, path: \"/ord*\"}", ["main.go:19"]),
            ("def: [main, Close]", ["main.go:14", "main.go:16"]),
            ("class: Orders", ["main.go:12"]),
        ])
    func forms(_ form: String, _ places: [String]) throws {
        let probe = Probe("{code: {lang: go, \(form)}}")
        #expect(try probe.findings(["main.go": Self.server]) == places)
    }

    @Test("a keyed field of a literal is a keyword argument of it")
    func keywords() throws {
        let probe = Probe(
            """
            {all: [
              {id: server, code: {lang: go, call: {callee: net/http.Server}}},
              {not: {code: {lang: go, in: server, kwarg: Handler}}}]}
            """)
        #expect(try probe.findings(["main.go": Self.server]) == ["main.go:21"])
    }

    @Test("the target of an assignment is captured, and the function around it is known")
    func captures() throws {
        var probe = Probe(
            """
            {id: server, code: {lang: go, assign_call: {target: $S, callee: net/http.Server}}}
            """)
        probe.message = "{{S}} in {{server.function}}"
        let messages = try probe.evaluation(["main.go": Self.server]).report().findings
            .map(\.message)
        #expect(messages == ["srv in main", "other in main"])
    }
}
