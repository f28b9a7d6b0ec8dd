"""The shape of BERT-base with random weights in ONNX Runtime: the pace of any fine-tuned BERT.

Its flags mean nothing. A hash numbers the words, so the cost of word pieces is left out; sentences
are cut at 64 words. The graph is built here, so that no download is needed. The argument `int8`
quantises it dynamically.
"""

import sys
import tempfile
import zlib
from pathlib import Path

from contract import run

LAYERS, WIDTH, HEADS, INNER, VOCABULARY, POSITIONS = 12, 768, 12, 3072, 30522, 512
LENGTH, BATCH = 64, 16


def graph():
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    random = np.random.default_rng(0)
    nodes, weights = [], []

    def constant(array):
        weights.append(numpy_helper.from_array(np.asarray(array), f"w{len(weights)}"))
        return weights[-1].name

    def weight(*shape):
        return constant(random.standard_normal(shape, dtype=np.float32) * np.float32(0.02))

    def op(kind, *inputs, output=None, **attributes):
        output = output or f"v{len(nodes)}"
        nodes.append(
            helper.make_node(kind, inputs, [output], name=f"{kind}_{len(nodes)}", **attributes)
        )
        return output

    def linear(x, wide, out, output=None):
        return op("Add", op("MatMul", x, weight(wide, out)), weight(out), output=output)

    def norm(x):
        ones, zeros = constant(np.ones(WIDTH, np.float32)), constant(np.zeros(WIDTH, np.float32))
        return op("LayerNormalization", x, ones, zeros, axis=-1, epsilon=1e-12)

    def gelu(x):
        bell = op(
            "Add", op("Erf", op("Div", x, constant(np.float32(2**0.5)))), constant(np.float32(1))
        )
        return op("Mul", op("Mul", x, bell), constant(np.float32(0.5)))

    def heads(x, order):
        return op(
            "Transpose",
            op("Reshape", x, constant(np.array([0, 0, HEADS, WIDTH // HEADS]))),
            perm=order,
        )

    def attention(x, bias):
        query, key, value = (
            heads(linear(x, WIDTH, WIDTH), order)
            for order in ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])
        )
        scores = op("Div", op("MatMul", query, key), constant(np.float32((WIDTH // HEADS) ** 0.5)))
        mixed = op("MatMul", op("Softmax", op("Add", scores, bias), axis=-1), value)
        joined = op(
            "Reshape", op("Transpose", mixed, perm=[0, 2, 1, 3]), constant(np.array([0, 0, WIDTH]))
        )
        return linear(joined, WIDTH, WIDTH)

    length = op("Gather", op("Shape", "ids"), constant(np.array([1])))
    zero, one = constant(np.array([0])), constant(np.array([1]))
    positions = op("Slice", weight(POSITIONS, WIDTH), zero, length, zero, one)
    x = norm(
        op(
            "Add",
            op("Add", op("Gather", weight(VOCABULARY, WIDTH), "ids"), positions),
            weight(WIDTH),
        )
    )
    mask = op("Unsqueeze", op("Cast", "mask", to=TensorProto.FLOAT), constant(np.array([1, 2])))
    bias = op("Mul", op("Sub", constant(np.float32(1)), mask), constant(np.float32(-10000)))
    for _ in range(LAYERS):
        x = norm(op("Add", x, attention(x, bias)))
        x = norm(op("Add", x, linear(gelu(linear(x, WIDTH, INNER)), INNER, WIDTH)))
    pooled = op("Tanh", linear(op("Gather", x, constant(np.int64(0)), axis=1), WIDTH, WIDTH))
    linear(pooled, WIDTH, 2, output="logits")
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("ids", "mask")
    ]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 2])]
    bert = helper.make_graph(nodes, "bert_shape", inputs, outputs, weights)
    return helper.make_model(bert, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def load(task):
    import numpy as np
    import onnx
    import onnxruntime

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.onnx")
        onnx.save(graph(), path)
        if "int8" in sys.argv[3:]:
            from onnxruntime.quantization import QuantType, quantize_dynamic

            small = str(Path(folder) / "small.onnx")
            quantize_dynamic(path, small, weight_type=QuantType.QInt8)
            path = small
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])

    def flag(texts):
        for begin in range(0, len(texts), BATCH):
            rows = [
                [zlib.crc32(word.encode()) % 29000 + 1000 for word in text.split()[:LENGTH]]
                for text in texts[begin : begin + BATCH]
            ]
            ids = np.zeros((len(rows), LENGTH), dtype=np.int64)
            for row, words in zip(ids, rows, strict=True):
                row[: len(words)] = words
            session.run(None, {"ids": ids, "mask": (ids > 0).astype(np.int64)})

    return flag


run("onnxruntime", load)
