"""Turns texts into vectors with a MiniLM that lies on this machine: lines of JSON in, lines of JSON out.

    encode.py MODEL_FOLDER < texts > vectors

A line of input is a text as a JSON string. The first line of output says what answers:
{"protocol": 1, "model": "...", "dimensions": 384}. Then follows a line for each text, in their order: the vector as
little-endian 32-bit floats in base64, as a JSON string. A failure is one line on standard error and status 1.

The process has no network from its first step on, where the kernel lets it give that up, and ends with its parent.
The model is computed here with numpy from its weights: BERT's encoder, the mean of the tokens' states, length 1.
"""

import base64
import ctypes
import hashlib
import json
import pathlib
import signal
import sys

PROTOCOL = 1
# How many tokens the model was trained on; what is longer is cut.
TOKENS = 256
# Padding costs as much as words do: texts of about one length are computed together, and few enough to stay small.
BATCH = 32
# Vanishes in the softmax.
MASKED = -3.4e38
WEIGHTS = {"F32": "<f4", "F16": "<f2"}


def withdraw():
    """Ends with the parent, and gives up the network."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
    # CLONE_NEWUSER | CLONE_NEWNET; where it is refused, nothing here opens a socket anyway.
    libc.unshare(0x10000000 | 0x40000000)


def read_tensors(path):
    """The tensors of a safetensors file: the length of a header in JSON, the header, the numbers."""
    import numpy

    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] in WEIGHTS:
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            numbers = numpy.frombuffer(data[start:end], dtype=WEIGHTS[entry["dtype"]])
            tensors[name] = numbers.reshape(entry["shape"]).astype(numpy.float32)
    return tensors, hashlib.sha256(data).hexdigest()


class Encoder:
    """A BERT encoder with mean pooling."""

    def __init__(self, folder):
        import numpy
        from tokenizers import Tokenizer

        self.numpy = numpy
        self.tensors, digest = read_tensors(folder / "model.safetensors")
        settings = json.loads((folder / "config.json").read_text())
        self.heads = settings["num_attention_heads"]
        self.layers = settings["num_hidden_layers"]
        self.epsilon = settings["layer_norm_eps"]
        self.dimensions = settings["hidden_size"]
        tokenizer = (folder / "tokenizer.json").read_bytes()
        self.tokenizer = Tokenizer.from_str(tokenizer.decode())
        self.tokenizer.enable_truncation(TOKENS)
        self.tokenizer.no_padding()
        self.name = f"all-MiniLM-L6-v2@{digest[:12]}{hashlib.sha256(tokenizer).hexdigest()[:4]}"

    def linear(self, states, name):
        return states @ self.tensors[name + ".weight"].T + self.tensors[name + ".bias"]

    def norm(self, states, name):
        mean = states.mean(-1, keepdims=True)
        variance = ((states - mean) ** 2).mean(-1, keepdims=True)
        scaled = (states - mean) / self.numpy.sqrt(variance + self.numpy.float32(self.epsilon))
        return scaled * self.tensors[name + ".weight"] + self.tensors[name + ".bias"]

    def attention(self, states, mask, layer):
        numpy = self.numpy
        count, length, size = states.shape

        def split(kind):
            values = self.linear(states, f"{layer}.attention.self.{kind}")
            return values.reshape(count, length, self.heads, size // self.heads).transpose(0, 2, 1, 3)

        scores = split("query") @ split("key").transpose(0, 1, 3, 2)
        scores = scores / numpy.float32(numpy.sqrt(size // self.heads)) + mask
        scores = numpy.exp(scores - scores.max(-1, keepdims=True))
        weights = scores / scores.sum(-1, keepdims=True)
        mixed = (weights @ split("value")).transpose(0, 2, 1, 3).reshape(count, length, size)
        return self.norm(self.linear(mixed, f"{layer}.attention.output.dense") + states,
                         f"{layer}.attention.output.LayerNorm")

    def gelu(self, values):
        """With the error function by Abramowitz and Stegun's 7.1.26, which is right to 1.5e-7."""
        numpy = self.numpy
        scaled = numpy.abs(values) * numpy.float32(0.7071067811865476)
        step = 1 / (1 + numpy.float32(0.3275911) * scaled)
        series = step * (0.254829592 + step * (-0.284496736 + step * (
            1.421413741 + step * (-1.453152027 + step * 1.061405429))))
        error = numpy.sign(values) * (1 - series * numpy.exp(-scaled * scaled))
        return numpy.float32(0.5) * values * (1 + error)

    def encode_batch(self, tokens):
        numpy = self.numpy
        length = max(map(len, tokens))
        ids = numpy.zeros((len(tokens), length), dtype=numpy.int64)
        present = numpy.zeros((len(tokens), length), dtype=numpy.float32)
        for row, words in enumerate(tokens):
            ids[row, :len(words)] = words
            present[row, :len(words)] = 1
        states = (self.tensors["embeddings.word_embeddings.weight"][ids]
                  + self.tensors["embeddings.position_embeddings.weight"][:length]
                  + self.tensors["embeddings.token_type_embeddings.weight"][0])
        states = self.norm(states, "embeddings.LayerNorm")
        mask = numpy.where(present > 0, numpy.float32(0), numpy.float32(MASKED))[:, None, None, :]
        for number in range(self.layers):
            layer = f"encoder.layer.{number}"
            states = self.attention(states, mask, layer)
            inner = self.gelu(self.linear(states, f"{layer}.intermediate.dense"))
            states = self.norm(self.linear(inner, f"{layer}.output.dense") + states,
                               f"{layer}.output.LayerNorm")
        sums = (states * present[:, :, None]).sum(1) / present.sum(1, keepdims=True)
        return sums / numpy.maximum(numpy.linalg.norm(sums, axis=1, keepdims=True), 1e-12)

    def encode(self, texts):
        """A row for each text, in their order."""
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda position: (len(tokens[position]), position))
        vectors = self.numpy.zeros((len(texts), self.dimensions), dtype="<f4")
        for start in range(0, len(order), BATCH):
            rows = order[start:start + BATCH]
            vectors[rows] = self.encode_batch([tokens[row] for row in rows])
        return vectors


def main():
    withdraw()
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    encoder = Encoder(pathlib.Path(sys.argv[1]))
    texts = [json.loads(line) for line in sys.stdin.buffer]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("a line of the input is no JSON string")
    print(json.dumps({"protocol": PROTOCOL, "model": encoder.name, "dimensions": encoder.dimensions}))
    if texts:
        for vector in encoder.encode(texts):
            print(json.dumps(base64.b64encode(vector.tobytes()).decode()))


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {error}")
