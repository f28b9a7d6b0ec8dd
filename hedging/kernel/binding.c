/* The module hedging.kernel._core, in the limited API of Python 3.10. */

#include <Python.h>

/* hedging/kernel/__init__.py expects this number. */
enum { ABI = 1 };

static int add_constants(PyObject *module) { return PyModule_AddIntConstant(module, "ABI", ABI); }

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)add_constants}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_core",
    .m_doc = "The compiled kernel.",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__core(void) { return PyModuleDef_Init(&definition); }
