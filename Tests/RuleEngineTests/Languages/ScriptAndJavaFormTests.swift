import Testing

@testable import RuleEngine

@Suite struct ScriptAndJavaFormTests {
    private static let common = """
        const web = require('express');
        const { Router: R, json } = require('express');
        const fs = require('node:fs');
        const app = web();
        const inline = require('express')();
        app.use(json());
        app.get('setting');
        app.get('/healthz', (req, res) => res.send(`ok`));
        app.route('/orders').post(create);
        app.all(['/a', '/b'], f);
        function create(req, res) { fs.readFile('x', { encoding: 'utf8' }, done); }
        class Orders extends Base { list() {} }
        const router = new R({ strict: true });

        """

    @Test(
        "the forms of code see CommonJS",
        arguments: [
            ("import: express", ["a.js:1", "a.js:2", "a.js:5"]),
            ("import: fs", ["a.js:3"]),
            ("assign_call: {target: $A, callee: express}", ["a.js:4", "a.js:5"]),
            ("call: {callee: express.json}", ["a.js:6"]),
            ("call: {callee: express.Router}", ["a.js:13"]),
            ("call: {callee: fs.readFile, arg0: [x]}", ["a.js:11"]),
            ("call: {callee: \"*.readFile\", arg0: [y]}", []),
            ("route: {method: GET, path: /healthz}", ["a.js:8"]),
            ("route: {method: POST, path: /orders}", ["a.js:9"]),
            ("route: {method: DELETE, path: /b}", ["a.js:10"]),
            ("route: {method: \"*\", path: setting}", []),
            ("def: [create, list]", ["a.js:11", "a.js:12"]),
            ("class: Orders", ["a.js:12"]),
            ("kwarg: encoding", ["a.js:11"]),
        ])
    func commonJS(_ form: String, _ places: [String]) throws {
        let probe = Probe("{code: {lang: javascript, \(form)}}")
        #expect(try probe.findings(["a.js": Self.common]) == places)
    }

    @Test(
        "the forms of code see modules, in TypeScript and its JSX too",
        arguments: ["a.ts", "a.tsx"],
        [
            ("assign_call: {target: $A, callee: express}", 4),
            ("call: {callee: express.Router}", 5),
            ("call: {callee: path.join}", 6),
            ("import: reflect-metadata", 3),
            ("class: Orders", 7),
        ])
    func modules(_ file: String, _ expected: (form: String, line: Int)) throws {
        let text = """
            import web, { Router as R, Express } from 'express';
            import * as p from "path";
            import 'reflect-metadata';
            const app: Express = web();
            const router = R<Orders>();
            const joined: string = p?.join('a', 'b');
            export class Orders { constructor(private readonly name?: string) {} }

            """
        let probe = Probe("{code: {lang: typescript, \(expected.form)}}")
        #expect(try probe.findings([file: text]) == ["\(file):\(expected.line)"])
    }

    private static let java = """
        package com.example;

        import static java.util.Objects.requireNonNull;
        import java.util.*;
        import org.springframework.boot.SpringApplication;

        @RestController(value = "orders")
        public class Orders extends Base {
            private final List<String> names = new ArrayList<>();

            @GetMapping("/healthz")
            public String health() { return requireNonNull("ok"); }

            @RequestMapping(path = "/orders")
            public void orders() {}

            public static void main(String[] args) { SpringApplication.run(Orders.class, args); }
        }

        """

    @Test(
        "the forms of code see Java",
        arguments: [
            ("import: java.util", ["A.java:3", "A.java:4"]),
            ("call: {callee: org.springframework.boot.SpringApplication.run}", ["A.java:17"]),
            ("call: {callee: java.util.Objects.requireNonNull, arg0: [ok]}", ["A.java:12"]),
            ("call: {callee: java.util.ArrayList}", ["A.java:9"]),
            ("assign_call: {target: $N, callee: java.util.ArrayList}", ["A.java:9"]),
            ("call: {callee: RestController}", ["A.java:7"]),
            ("route: {method: GET, path: /healthz}", ["A.java:11"]),
            ("route: {method: PUT, path: /orders}", ["A.java:14"]),
            ("route: {method: PUT, path: /healthz}", []),
            ("kwarg: value", ["A.java:7"]),
            ("def: main", ["A.java:17"]),
            ("class: Orders", ["A.java:7"]),
        ])
    func java(_ form: String, _ places: [String]) throws {
        let probe = Probe("{code: {lang: java, \(form)}}")
        #expect(try probe.findings(["A.java": Self.java]) == places)
    }

    @Test("predicates of a rule's own query work in every language")
    func predicates() throws {
        let queries = [
            ("javascript", "a.js", "(identifier) @N (#any-of? @N \"inline\" \"none\")", "a.js:5"),
            ("java", "A.java", "(identifier) @N (#match? @N \"^requireN\")", "A.java:3"),
        ]
        for (language, file, query, first) in queries {
            let probe = Probe("{tree_sitter: {lang: \(language), query: '(\(query))'}}")
            let found = try probe.findings(["a.js": Self.common, "A.java": Self.java])
            #expect(found.first == first)
            #expect(found.allSatisfy { $0.hasPrefix(file) })
        }
    }
}
