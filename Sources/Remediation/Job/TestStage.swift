internal import Basics
internal import Documents
internal import RuleEngine
package import Sandbox
package import Snapshots

/// The repository's own tests, before and after the patch, for each component that the patch touches.
package struct TestStage {
    let runner: any TestRunner

    /// What the tests of all touched components said.
    package struct Verdicts: Sendable {
        package var components: [(folder: RepositoryPath, comparison: TestComparison)]

        /// The tests that only fail with the patch.
        package var regressions: [String] {
            components.flatMap { component -> [String] in
                guard case .regressed(let ids) = component.comparison.verdict else { return [] }
                return ids.isEmpty ? ["the test command"] : ids
            }
        }

        /// Whether there are any.
        package var isRegressed: Bool { !regressions.isEmpty }

        /// The first few of them, and how many more there are.
        package var regressionSummary: String {
            let shown = regressions.prefix(5).joined(separator: ", ")
            let more = regressions.count - 5
            return more > 0 ? "\(shown) and \(more) more" : shown
        }

        /// One line; components are named when there are several.
        package var summary: String {
            components.map { folder, comparison in
                components.count == 1 ? comparison.summary : "\(folder): \(comparison.summary)"
            }.joined(separator: "; ")
        }
    }

    /// Runs the tests of each touched component on both trees.
    func run(_ change: ProposedChange, base: Remediator.Base) async throws -> Verdicts {
        var components: [(RepositoryPath, TestComparison)] = []
        for folder in Self.components(of: change.patch) {
            let before = request(base.snapshot, folder, base.configuration)
            let after = request(change.after, folder, base.configuration)
            components.append((folder, try await runner.compare(before: before, after: after)))
        }
        return Verdicts(components: components)
    }

    /// The components of the findings that are patched; the root alone when it is among them, since its tests are all tests.
    private static func components(of patch: PatchResult) -> [RepositoryPath] {
        let folders = Set(patch.applied.map(\.finding.component))
        return folders.contains(.root) || folders.isEmpty ? [.root] : folders.sorted()
    }

    private func request(
        _ snapshot: any Snapshot, _ folder: RepositoryPath, _ configuration: RepositoryConfiguration
    ) -> TestRequest {
        let tests = configuration.tests(of: folder)
        return TestRequest(
            snapshot, component: folder, command: tests.command,
            requirements: Self.requirements(of: folder, in: snapshot),
            timeLimit: tests.seconds.map { .seconds($0) })
    }

    /// The requirement lines of a component that has a `pyproject.toml` and no requirements file.
    static func requirements(of folder: RepositoryPath, in snapshot: any Snapshot) -> [String]? {
        guard snapshot.entry(at: folder.appending("requirements.txt")) == nil,
            let bytes = try? snapshot.bytes(of: folder.appending("pyproject.toml"), limit: 1 << 20),
            let manifest = try? DependencyManifest(parsing: bytes, fileName: "pyproject.toml"),
            !manifest.dependencies.isEmpty
        else { return nil }
        return manifest.dependencies.map { dependency in
            let extras =
                dependency.extras.isEmpty ? "" : "[\(dependency.extras.joined(separator: ","))]"
            // Poetry's caret and tilde are not pip's; pip then takes the newest, and the tests tell.
            let isPipSpecifier =
                !dependency.specifier.contains("^") && !dependency.specifier.hasPrefix("~")
            let specifier =
                isPipSpecifier || dependency.specifier.hasPrefix("~=") ? dependency.specifier : ""
            let marker = dependency.marker.map { " ; \($0)" } ?? ""
            return dependency.writtenName + extras + specifier + marker
        }
    }
}
