/// One of the package managers that Dependabot looks after, and the files by which a repository shows that it uses it.
///
/// Names as in https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference
struct UpdateEcosystem: Hashable, Sendable {
    /// What says that a manifest belongs to a project above it, which one entry for the project covers.
    enum Workspace: Hashable, Sendable {
        case none
        /// A file of one of these names in a folder above.
        case file([String])
        /// A manifest of the same name in a folder above that holds one of these texts.
        case text([String])
    }

    /// As `package-ecosystem` has it.
    let name: String
    /// Names of manifests; `*` at the start stands for anything.
    let manifests: [String]
    /// Texts of which a manifest must hold one to count; none when every manifest counts.
    var required: [String] = []
    var workspace: Workspace = .none
    /// Other ecosystems whose entry serves as well.
    var equivalents: [String] = []

    /// Whether a file is a manifest of this ecosystem, by its name.
    func isManifest(_ name: String) -> Bool {
        manifests.contains { pattern in
            pattern.hasPrefix("*")
                ? name.hasSuffix(pattern.dropFirst()) : name == pattern
        }
    }

    /// Those that a repository is expected to have looked after.
    ///
    /// Left out are the ones that often stand still on purpose: submodules, dev containers, compose files, charts.
    static let all: [UpdateEcosystem] = [
        UpdateEcosystem(
            name: "bundler", manifests: ["Gemfile", "gems.rb"], required: ["gem "]),
        UpdateEcosystem(
            name: "cargo", manifests: ["Cargo.toml"], required: ["dependencies"],
            workspace: .text(["[workspace]", "[workspace."])),
        UpdateEcosystem(name: "composer", manifests: ["composer.json"], required: ["\"require"]),
        UpdateEcosystem(
            name: "docker", manifests: ["Dockerfile", "*.Dockerfile", "*.dockerfile"],
            required: ["FROM ", "from "]),
        UpdateEcosystem(name: "gomod", manifests: ["go.mod"], required: ["require"]),
        UpdateEcosystem(
            name: "gradle", manifests: ["build.gradle", "build.gradle.kts"],
            required: ["implementation", "api", "plugins", "classpath", "compile"],
            workspace: .file(["settings.gradle", "settings.gradle.kts"])),
        UpdateEcosystem(
            name: "maven", manifests: ["pom.xml"],
            required: ["<dependency>", "<plugin>", "<parent>"],
            workspace: .file(["pom.xml"])),
        UpdateEcosystem(name: "mix", manifests: ["mix.exs"], required: ["deps"]),
        UpdateEcosystem(
            name: "npm", manifests: ["package.json"],
            required: ["ependencies\""],
            workspace: .text(["\"workspaces\""]), equivalents: ["bun"]),
        UpdateEcosystem(
            name: "nuget", manifests: ["*.csproj", "*.fsproj", "*.vbproj", "packages.config"],
            required: ["PackageReference", "<package "],
            workspace: .file(["Directory.Packages.props"])),
        UpdateEcosystem(
            name: "pip",
            manifests: ["*requirements.txt", "setup.py", "setup.cfg", "pyproject.toml", "Pipfile"],
            equivalents: ["uv"]),
        UpdateEcosystem(
            name: "pub", manifests: ["pubspec.yaml"], required: ["dependencies:"]),
        UpdateEcosystem(
            name: "swift", manifests: ["Package.swift"], required: [".package("]),
        UpdateEcosystem(name: "terraform", manifests: [".terraform.lock.hcl"]),
    ]
}
