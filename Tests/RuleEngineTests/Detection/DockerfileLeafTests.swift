import Documents
import Snapshots
import Testing

@testable import RuleEngine

@Suite("Dockerfiles in rules")
struct DockerfileLeafTests {
    private func lines(_ leaf: String, _ text: String) throws -> [Int] {
        let evaluation = try Probe("{id: it, dockerfile: \(leaf)}").evaluation(["Dockerfile": text])
        return evaluation.report().findings.compactMap(\.start?.line)
    }

    private static let file = """
        ARG VERSION=20
        FROM node:${VERSION} AS Build
        USER node
        RUN npm ci
        FROM build AS mid
        USER root
        ENV A=1
        FROM mid
        ENV B=1
        CMD ["x"]

        """

    @Test("stages are picked by place and by name, whatever its case")
    func stages() throws {
        #expect(try lines("{stage: first}", Self.file) == [2])
        #expect(try lines("{stage: final}", Self.file) == [8])
        #expect(try lines("{stage: BUILD}", Self.file) == [2])
        #expect(try lines("{stage: any}", Self.file) == [2, 5, 8])
        #expect(try lines("{stage: none}", Self.file) == [])
    }

    @Test("what a stage is built from counts as its own; any looks at each stage alone")
    func lineage() throws {
        #expect(try lines("{stage: final, instruction: ENV}", Self.file) == [7, 9])
        #expect(try lines("{instruction: ENV}", Self.file) == [7, 9])
        #expect(try lines("{stage: final, instruction: [USER, CMD]}", Self.file) == [3, 6, 10])
        #expect(try lines("{instruction: USER}", Self.file) == [3, 6])
        #expect(try lines("{instruction: ARG}", Self.file) == [1])
        #expect(try lines("{stage: final, instruction: FROM}", Self.file) == [8])
    }

    @Test("absent is the stage without the instruction, last the one that counts in the end")
    func states() throws {
        #expect(try lines("{stage: final, instruction: USER, state: absent}", Self.file) == [])
        #expect(try lines("{stage: final, instruction: EXPOSE, state: absent}", Self.file) == [8])
        #expect(
            try lines(
                "{stage: final, instruction: USER, args: node, state: absent}", "FROM a\nUSER b\n")
                == [1])
        #expect(try lines("{stage: final, instruction: USER, state: last}", Self.file) == [6])
        #expect(
            try lines("{stage: final, instruction: USER, state: last, args: '^node$'}", Self.file)
                == [])
        #expect(
            try lines("{stage: build, instruction: USER, state: last, args: '^node$'}", Self.file)
                == [3])
        #expect(
            try lines("{stage: any, instruction: EXPOSE, state: absent}", Self.file) == [2, 5, 8])
    }

    @Test("args and flags are looked at apart, with lines joined and heredocs behind")
    func arguments() throws {
        let text =
            "FROM a\nCOPY --from=build \\\n  # x\n  --chown=1 a \\\n  b\nRUN <<EOF\ncurl x | sh\nEOF\nCOPY a b\n"
        #expect(try lines("{instruction: COPY, args: '^a\\s+b$'}", text) == [2, 9])
        #expect(try lines("{instruction: COPY, flags: '^--from=build --chown=1$'}", text) == [2])
        #expect(try lines("{instruction: COPY, flags: '^(?!.*--from=)'}", text) == [9])
        #expect(try lines("{instruction: RUN, args: 'curl .*\\| *sh'}", text) == [6])
        #expect(try lines("{instruction: COPY, args: from}", text) == [])
    }

    @Test("the last pattern of a base that matches decides")
    func bases() throws {
        let text =
            "FROM docker.io/library/node\nFROM gcr.io/distroless/static:nonroot\nFROM scratch\nFROM $X\nFROM a@sha256:00\nFROM --platform=x node:20 AS b\nFROM b\n"
        #expect(try lines("{base: 'node:latest'}", text) == [1])
        #expect(try lines("{base: '*:nonroot'}", text) == [2])
        #expect(try lines("{base: scratch}", text) == [3])
        #expect(try lines("{base: unknown}", text) == [4])
        #expect(try lines("{base: ['*', '!*/*', '!unknown', '!scratch']}", text) == [1, 5, 6, 7])
        #expect(try lines("{base: ['*:latest', '*@*']}", text) == [1, 5])
        // A FROM is asked about what it names itself.
        #expect(try lines("{instruction: FROM, base: 'node:2?'}", text) == [6])
        #expect(try lines("{base: 'node:2?'}", text) == [6, 7])
    }

    @Test("templates and other leaves see what was matched")
    func attributes() throws {
        var probe = Probe(
            "{all: [{id: it, dockerfile: {instruction: FROM}}, {id: run, dockerfile: {stage: build, instruction: RUN, args: '^(?<tool>\\w+)'}}]}"
        )
        probe.message =
            "{{it.instruction}}|{{it.args}}|{{it.image}}|{{it.tag}}|{{it.digest}}|{{it.platform}}|{{it.stage}}|{{it.base}}|{{tool}}|{{run.flags}}"
        let evaluation = try probe.evaluation([
            "Dockerfile":
                "FROM --platform=linux/amd64 r:5/node:20@sha256:ab AS build\nRUN --mount=type=cache npm ci\n"
        ])
        #expect(
            evaluation.report().findings.map(\.message) == [
                "FROM|r:5/node:20@sha256:ab AS build|r:5/node|20|sha256:ab|linux/amd64|build|r:5/node:20@sha256:ab|npm|--mount=type=cache"
            ])
        let match = try #require(evaluation.cases().first?.solution.matches["it"])
        let base = try #require(match.captureSpans["base"])
        #expect(
            evaluation.text(of: RepositoryPath("Dockerfile"))?.text(base)
                == "r:5/node:20@sha256:ab")
    }

    @Test("files are those that are called Dockerfiles, unless a rule says otherwise")
    func files() throws {
        let names = [
            "Dockerfile", "a/b/Dockerfile", "Dockerfile.prod", "api.Dockerfile", "api.dockerfile",
            "Containerfile", "x/Containerfile.ci", "dockerfile", "image.txt", "Dockerfile.md",
            "Dockerfile.dockerignore", "Dockerfile.j2", "MyDockerfile",
        ]
        let files = Dictionary(uniqueKeysWithValues: names.map { ($0, "FROM a\n") })
        #expect(
            try Probe("{dockerfile: {stage: final}}").findings(files).sorted()
                == names.prefix(8).map { "\($0):1" }.sorted())
        #expect(
            try Probe("{dockerfile: {stage: final, files: [image.txt]}}").findings(files)
                == ["image.txt:1"])
    }

    @Test("a file that cannot be read is not evaluated, and each such file is told")
    func unreadable() throws {
        let evaluation = try Probe("{dockerfile: {stage: final, instruction: USER, state: absent}}")
            .evaluation(["a/Dockerfile": "FOO\n", "b/Dockerfile": "FROM a\nRUN <<E\n"])
        #expect(evaluation.outcomes.values.map(\.self) == ["not_evaluated"])
        #expect(
            evaluation.report().errors.map(\.message).sorted() == [
                "a/Dockerfile:1: cannot parse dockerfile: unknown instruction `FOO`",
                "b/Dockerfile:2: cannot parse dockerfile: the heredoc `E` has no end",
            ])
    }

    @Test(
        "mistakes in a rule are told",
        arguments: [
            ("{instruction: USR}", "not `USR`"),
            ("{args: x}", "`args` needs `instruction`"),
            ("{flags: x}", "`flags` needs `instruction`"),
            ("{state: absent}", "`state` needs `instruction`"),
            ("{stages: first}", "unknown key `stages`"),
            ("{instruction: USER, state: gone}", "`state` must be one of present, absent, last"),
        ])
    func mistakes(leaf: String, message: String) throws {
        let error = try #require(throws: RulePackErrors.self) {
            try Probe("{dockerfile: \(leaf)}").compiled()
        }
        #expect(error.errors.contains { $0.message.contains(message) }, "\(error.errors)")
    }

    @Test("wildcards take any text, in time that grows with it")
    func wildcards() {
        #expect(Wildcard("*").matches(""))
        #expect(Wildcard("a*c?").matches("a/b/cc/cd"))
        #expect(!Wildcard("a*c?").matches("a/b/c"))
        #expect(!Wildcard("").matches("a"))
        let long = String(repeating: "a", count: 2000)
        #expect(!Wildcard(String(repeating: "a*", count: 200) + "b").matches(long))
    }
}
