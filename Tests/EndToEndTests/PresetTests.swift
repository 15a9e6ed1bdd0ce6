import Foundation
import TestSupport
import Testing

@Suite("Presets and the organization's configuration, through the program")
struct PresetTests {
    private func repository(
        _ files: [String: String], in folder: TemporaryDirectory, named name: String
    ) throws -> (path: String, commit: String) {
        for (path, text) in files { try folder.write(text, to: "\(name)/\(path)") }
        let path = "\(folder.path)/\(name)"
        try Program.tool(["git", "init", "--quiet", "--initial-branch", "main", "."], in: path)
        try Program.tool(["git", "add", "--all"], in: path)
        try Program.tool(["git", "commit", "--quiet", "--message", "First"], in: path)
        let commit = try Program.tool(["git", "rev-parse", "HEAD"], in: path)
        return (path, String(commit.prefix(40)))
    }

    @Test("a preset of a git repository holds at its commit, and its last good copy for seven days")
    func pinned() throws {
        let folder = try TemporaryDirectory()
        let presets = try repository(
            ["go.yml": "version: 1\nlimits: {files: 7}\n"], in: folder, named: "presets")
        // What comes later on the branch changes nothing.
        try folder.write("version: 1\nlimits: {files: 9}\n", to: "presets/go.yml")
        try Program.tool(
            ["git", "commit", "--quiet", "--all", "--message", "Next"], in: presets.path)
        let own = try repository(
            [
                "README.md": "hello\n",
                ".github/complybot.yml":
                    "version: 1\nextends: [{git: \"file://\(presets.path)\", commit: \(presets.commit), path: go.yml}]\n",
            ], in: folder, named: "own")
        try folder.write("extends-from: [\"file://\(folder.path)/\"]\n", to: "operator.yml")
        let home = "\(folder.path)/home"
        func explain() throws -> Program.Outcome {
            try Program.run(
                [
                    "config", "explain", "limits.files", own.path, "--config",
                    "\(folder.path)/operator.yml",
                ],
                environment: ["COMPLYBOT_HOME": home])
        }
        let fetched = try explain()
        #expect(fetched.output.contains("value: 7 (preset"), "\(fetched.output)\(fetched.errors)")
        try FileManager.default.removeItem(atPath: presets.path)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(home)/packs")
        where name != "copies" {
            try FileManager.default.removeItem(atPath: "\(home)/packs/\(name)")
        }
        let copied = try explain()
        #expect(copied.output.contains("value: 7 (preset"), "\(copied.output)\(copied.errors)")
        #expect(copied.errors.contains("the last good copy"), "\(copied.errors)")
        let copies = "\(home)/packs/copies"
        for name in try FileManager.default.contentsOfDirectory(atPath: copies)
        where name.hasSuffix(".digest") {
            try FileManager.default.setAttributes(
                [.modificationDate: Date.now.addingTimeInterval(-9 * 86_400)],
                ofItemAtPath: "\(copies)/\(name)")
        }
        let old = try explain()
        #expect(!old.output.contains("value: 7"), "\(old.output)")
        #expect(old.errors.contains("more than 7 days ago"), "\(old.errors)")
    }

    @Test("the organization's configuration is read from a folder with its repository .github")
    func organization() throws {
        let folder = try TemporaryDirectory()
        try folder.write(
            "version: 1\nlimits: {files: 5}\nenforce: {limits.files: {value: 4, override: tighten-only}}\n",
            to: "dotgithub/complybot/config.yml")
        try folder.write("organization: dotgithub\n", to: "operator.yml")
        let own = try repository(
            ["README.md": "hello\n", ".github/complybot.yml": "version: 1\nlimits: {files: 40}\n"],
            in: folder, named: "own")
        let options = [own.path, "--config", "\(folder.path)/operator.yml"]
        let outcome = try Program.run(["config", "explain", "limits.files"] + options)
        #expect(outcome.output.contains("value: 4"), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("complybot/config.yml"), "\(outcome.output)")
        #expect(try Program.run(["config", "validate"] + options).status == 2)
        try FileManager.default.removeItem(atPath: "\(folder.path)/dotgithub/complybot/config.yml")
        let missing = try Program.run(["config", "validate"] + options)
        #expect(missing.status >= 2 && missing.errors.contains("dotgithub/complybot/config.yml"))
    }
}
