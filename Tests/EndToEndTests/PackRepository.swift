import Foundation
import TestSupport

/// A pack that ships as a git repository of its own, in its folder `hygiene`.
enum PackRepository {
    static func make() throws -> TemporaryDirectory {
        let source = try TemporaryDirectory()
        try FileManager.default.copyItem(
            atPath: "\(Program.root)/rules/repository-hygiene", toPath: "\(source.path)/hygiene")
        for arguments in [
            ["init", "--quiet", "--initial-branch", "main", "."], ["add", "--all"],
            ["commit", "--quiet", "--message", "Pack"],
        ] { try Program.tool(["git"] + arguments, in: source.path) }
        return source
    }
}
