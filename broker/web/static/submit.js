// Owns one gesture: send the form that carries a message to its destination.
document.getElementById("self-post").submit();
