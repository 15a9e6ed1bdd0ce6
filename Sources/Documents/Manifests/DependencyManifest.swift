/// A file that declares dependencies: requirements.txt, pyproject.toml, package.json or go.mod.
package struct DependencyManifest: Sendable {
    /// The dependencies in the order of the file.
    package let dependencies: [DeclaredDependency]
    /// The program that wrote the file, by its header comment: "pip-compile", "uv", "poetry export".
    package let generatedBy: String?
    /// The targets of `-r` and `-c`, as written.
    package let includes: [String]

    /// The ecosystem of a file by its name; nil when it is no manifest.
    ///
    /// A path may stand before the name.
    package static func ecosystem(ofFileName fileName: String) -> Ecosystem? {
        nil
    }

    /// Reads a manifest; `fileName` says which kind it is, and a name of no known kind means requirements.
    package init(parsing bytes: [UInt8], fileName: String) throws(DocumentError) {
        dependencies = []
        generatedBy = nil
        includes = []
    }

    /// The edits that declare one more dependency; sorted when the list is, else at its end.
    ///
    /// None when a dependency of that name is declared already. `specifier` is written as it is.
    package func adding(name: String, specifier: String) throws(DataEditError) -> [TextEdit] {
        throw .unsupported("not a manifest")
    }

    /// The edits that change only a dependency's version; operator, spacing, extras, marker and comment stay.
    ///
    /// `version` is bare, without operator. Refused where more than one version is named, or where hashes
    /// would no longer match.
    package func replacingVersion(
        of dependency: DeclaredDependency, with version: String
    ) throws(DataEditError) -> [TextEdit] {
        throw .unsupported("not a manifest")
    }
}
