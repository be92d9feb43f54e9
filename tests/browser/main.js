// Every test of the pages in a browser, in one process: they share the browser and the server.
import "./rulers.js";
import "./journeys.js";
import "./foreign-texts.js";
import "./looks.js";
import "./provider.js";
