// What people come for, from the first link on: with scripts, and without.
import "./journeys/first-start.js";
import "./journeys/places.js";
import "./journeys/linking.js";
import "./journeys/interrupted.js";
import "./journeys/bulk.js";
import "./journeys/keyboard.js";
import "./journeys/imports.js";
import "./journeys/keys.js";
import "./journeys/taking-out.js";
import "./journeys/terms.js";
import "./journeys/colours.js";
import "./journeys/signing-out.js";
