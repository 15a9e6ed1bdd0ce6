internal import Foundation

/// Python's `jsonschema`, as a second opinion on schemas that we write and documents that we accept.
package enum JSONSchemaOracle {
    /// Whether the Python packages are there: `Scripts/setup --test` installs them.
    package static let isAvailable: Bool = {
        let output = try? Command.run(
            ["/usr/bin/python3", "-c", "import jsonschema, yaml"], in: "/")
        return output?.status == 0
    }()

    /// What is wrong with documents, each mistake on a line with the document's name; YAML or JSON, whichever they are.
    ///
    /// The schema itself is checked too. YAML is read as its core schema has it: `on` is text.
    package static func mistakes(
        in documents: [String: String], against schema: String
    ) throws -> [String] {
        let folder = try TemporaryDirectory("complybot-schema")
        func write(_ name: String, _ text: String) throws -> String {
            let url = folder.url.appending(path: name)
            try Data(text.utf8).write(to: url)
            return url.path
        }
        var arguments = ["/usr/bin/python3", try write("validate.py", program)]
        arguments.append(try write("schema.json", schema))
        for (number, document) in documents.sorted(by: { $0.key < $1.key }).enumerated() {
            arguments += [document.key, try write("document-\(number)", document.value)]
        }
        let output = try Command.run(arguments, in: folder.url.path)
        guard output.status == 0 else {
            throw Command.Failure(description: "the schema cannot be used: \(output.errors)")
        }
        return output.text.split(separator: "\n").map(String.init)
    }

    private static let program = """
        import json, re, sys, warnings
        warnings.simplefilter("ignore")
        import jsonschema, yaml

        class Core(yaml.SafeLoader):
            pass

        Core.yaml_implicit_resolvers = {
            first: [entry for entry in entries if not entry[0].endswith((":timestamp", ":bool"))]
            for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }
        Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))

        schema = json.load(open(sys.argv[1]))
        validator = jsonschema.validators.validator_for(schema)
        validator.check_schema(schema)
        for name, path in zip(sys.argv[2::2], sys.argv[3::2]):
            document = yaml.load(open(path, encoding="utf-8"), Core)
            for error in validator(schema).iter_errors(document):
                place = "/".join(str(part) for part in error.absolute_path)
                print(name + ": " + place + ": " + error.message.replace("\\n", " ")[:300])
        """
}
