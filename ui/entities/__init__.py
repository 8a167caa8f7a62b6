"""The entity register (试点主体): what stands behind its page and its dialog."""
