"""Many keys of the same files: each file is read once."""

from . import key_directory, key_errors, key_folder, key_store


class KeyReader:
    """Reads keys, for as long as one question takes.

    :raise KeyDirectoryError: the key directory cannot be used
    """

    def __init__(self, env):
        self._env, self._root = env, key_directory.key_root(env)
        self._folders, self._groups, self._by_text = {}, {}, {}

    def key(self, ref):
        """Return a key. Raise as :func:`key_store.read_key`."""
        if ref.identity not in self._folders:
            folder = key_store.folder_of(self._env, self._root, ref)
            self._folders[ref.identity] = folder
        with key_errors.told(self._env, ref.file, ref.slot):
            return self._group(ref).key(ref.slot)

    def key_of(self, text):
        """The same for a reference as text; of a file that was read before, without
        taking all of it apart."""
        place, _slash, slot = text.rpartition("/")
        if place in self._by_text and key_store.is_slot(slot):
            file, group = self._by_text[place]
            with key_errors.told(self._env, file, int(slot)):
                return group.key(int(slot))
        ref = key_store.KeyRef.from_text(text)
        key = self.key(ref)
        self._by_text[place] = ref.file, self._group(ref)
        return key

    def _group(self, ref):
        place = ref.identity, ref.file
        if place not in self._groups:
            folder = self._folders[ref.identity]
            self._groups[place] = key_folder.group(folder, ref.file)
        return self._groups[place]
