"""The acts on the objectives. One module a subject; the effects of the steps register themselves when ``passaggi`` is imported."""
