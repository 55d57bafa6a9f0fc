// What the device keeps: its key and its gates, sealed entries, who is in, and the scans that wait.
// No name and no number, but of those whom it registered itself: name and unit stay, the mobile goes with its scan. A device
// that may search holds everybody's name and unit besides, and says so.

import { openDB, deleteDB } from "../../vendor/idb@8.0.3/idb.js";

const NAME = "gate";

export async function openStore() {
  const database = await openDB(NAME, 1, {
    upgrade(fresh) {
      fresh.createObjectStore("things");
      fresh.createObjectStore("scans", { keyPath: "n", autoIncrement: true }).createIndex("id", "id", { unique: true });
    },
  });
  return {
    get: (name) => database.get("things", name),
    set: (name, value) => database.put("things", value, name),
    scans: {
      all: () => database.getAll("scans"),
      async put(scan) {
        const n = await database.getKeyFromIndex("scans", "id", scan.id);
        await database.put("scans", n === undefined ? scan : { ...scan, n });
      },
      async remove(id) {
        const n = await database.getKeyFromIndex("scans", "id", id);
        if (n !== undefined) await database.delete("scans", n);
      },
    },
    async wipe() {
      database.close();
      await deleteDB(NAME);
    },
  };
}
