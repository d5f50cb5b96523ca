// Stands for a module that is loaded and not used: jest.config.js says which.
module.exports = () => {
  throw new Error("jest.config.js leaves this module out, because no test used it");
};
