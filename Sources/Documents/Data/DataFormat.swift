/// A format of structured data.
package enum DataFormat: String, Sendable, Hashable, CaseIterable {
    case yaml
    case json
    /// JSON with comments and trailing commas.
    case jsonc
    case toml
    /// Sections of keys with texts, as `setup.cfg` and `.editorconfig`.
    case ini
    /// Names with texts, as `.env`.
    case env
    /// Keys with texts, as Java and Gradle read `*.properties`.
    case properties
    /// Elements and attributes; only read.
    case xml

    /// The format that a file's name promises; nil when it promises none.
    ///
    /// A path may stand before the name.
    package static func of(fileName: String) -> DataFormat? {
        let name = fileName.split(separator: "/").last.map { $0.lowercased() } ?? ""
        let directory = fileName.split(separator: "/").dropLast().last.map(String.init) ?? ""
        if let known = named[name] { return known }
        if name.hasSuffix(".json") {
            let tolerant =
                name.hasPrefix("tsconfig.") || name.hasPrefix("jsconfig.") || directory == ".vscode"
            return tolerant ? .jsonc : .json
        }
        if name == ".env" || name.hasPrefix(".env.") { return .env }
        for (suffix, format) in suffixes where name.hasSuffix(suffix) { return format }
        return nil
    }

    private static let suffixes: [(String, DataFormat)] = [
        (".yaml", .yaml), (".yml", .yaml), (".jsonc", .jsonc), (".code-workspace", .jsonc),
        (".toml", .toml), (".ini", .ini), (".env", .env),
        (".properties", .properties), (".xml", .xml), (".csproj", .xml),
        (".props", .xml),
    ]

    private static let named: [String: DataFormat] = [
        "tsconfig.json": .jsonc, "jsconfig.json": .jsonc, "devcontainer.json": .jsonc,
        ".devcontainer.json": .jsonc, ".eslintrc.json": .jsonc, "pipfile": .toml,
        "poetry.lock": .toml,
        "uv.lock": .toml, "pdm.lock": .toml, "cargo.lock": .toml, "pipfile.lock": .json,
        ".yamllint": .yaml,
        "setup.cfg": .ini, ".editorconfig": .ini, ".flake8": .ini, ".coveragerc": .ini,
        ".pylintrc": .ini,
        "citation.cff": .yaml, ".clang-format": .yaml,
    ]

    /// A value as the format can hold it: where all values are texts, numbers and truth values become texts.
    package func stored(_ value: DataValue) -> DataValue {
        guard [.ini, .env, .properties].contains(self), let text = value.scalarText, value != .null
        else {
            return value
        }
        return .string(text)
    }
}
